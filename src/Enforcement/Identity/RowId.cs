using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Enforcement.Identity;

/// <summary>
/// Ids of case rows: UUIDv7 whose first random bits carry the county. Whoever holds an id therefore knows the first word of its key
/// <c>(county_code, id)</c>, and no lookup by id alone is ever needed.
/// </summary>
/// <remarks>RFC 9562: 48 bits of milliseconds, version, 12 bits (rand_a) and, after the variant, 62 bits (rand_b) of the maker's choice.
/// The county's six digits are below 2^20: twelve bits of them stand in rand_a, eight at the head of rand_b; 54 random bits remain per millisecond.</remarks>
public static class RowId
{
    /// <param name="county">Six digits of GB/T 2260, such as <c>430112</c>.</param>
    /// <param name="at">When the row is made, from the given clock.</param>
    public static Guid New(string county, DateTimeOffset at)
    {
        if (county.Length != 6 || !uint.TryParse(county, NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            throw new ArgumentException($"'{county}' is no county code of six digits.", nameof(county));

        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes[9..]);
        BinaryPrimitives.WriteInt64BigEndian(bytes, at.ToUnixTimeMilliseconds() << 16);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)(0x7000u | (code >> 8)));
        bytes[8] = (byte)(0x80u | ((code & 0xFF) >> 2));
        bytes[9] = (byte)(((code & 0x03) << 6) | (bytes[9] & 0x3Fu));
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>When an id was made, by the clock it was given.</summary>
    public static DateTimeOffset MadeAt(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes) >>> 16);
    }

    /// <summary>The county an id was made for. An id from elsewhere yields some code that matches no row.</summary>
    public static string CountyOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var high = BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]) & 0x0FFF;
        var low = ((bytes[8] & 0x3F) << 2) | (bytes[9] >> 6);
        return ((high << 8) | low).ToString("D6", CultureInfo.InvariantCulture);
    }
}
