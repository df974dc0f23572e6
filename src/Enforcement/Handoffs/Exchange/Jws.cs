using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Enforcement.Handoffs.Exchange;

/// <summary>
/// JSON Web Signature (RFC 7515), compact, and of all that it allows exactly one thing: ES256 over canonical JSON. Which key is right is never read from
/// the message, only which of the pinned ones it says it used.
/// </summary>
internal static class Jws
{
    private const string Algorithm = "ES256";
    private const string Type = "handoff+jws";

    /// <summary>RFC 7638 would hash a JWK; a pinned key is a SubjectPublicKeyInfo here, and its hash names it.</summary>
    public static string KeyId(byte[] publicKey) => Base64Url.EncodeToString(SHA256.HashData(publicKey));

    public static string Sign(JsonObject payload, ECDsa key)
    {
        var header = new JsonObject
        {
            ["alg"] = Algorithm,
            ["kid"] = KeyId(key.ExportSubjectPublicKeyInfo()),
            ["typ"] = Type,
        };
        var signed = $"{Base64Url.EncodeToString(CanonicalJson.Of(header))}.{Base64Url.EncodeToString(CanonicalJson.Of(payload))}";
        var signature = key.SignData(
            Encoding.ASCII.GetBytes(signed),
            HashAlgorithmName.SHA256,
            DSASignatureFormat.IeeeP1363FixedFieldConcatenation
        );
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>What it says and which key it claims, before anything of it is believed. Null: it is no such message.</summary>
    public static Claim? Read(string? jws)
    {
        if (jws?.Split('.') is not [var head, var body, var signature])
            return null;
        try
        {
            var (headerBytes, payloadBytes) = (Base64Url.DecodeFromChars(head), Base64Url.DecodeFromChars(body));
            if (
                JsonNode.Parse(headerBytes) is not JsonObject header
                || JsonNode.Parse(payloadBytes) is not JsonObject payload
                || (string?)header["alg"] != Algorithm
                || (string?)header["typ"] != Type
                || (string?)header["kid"] is not { } kid
                || !CanonicalJson.Of(payload).AsSpan().SequenceEqual(payloadBytes)
            )
                return null;
            return new Claim(kid, payload, Encoding.ASCII.GetBytes($"{head}.{body}"), Base64Url.DecodeFromChars(signature));
        }
        catch (Exception fault) when (fault is FormatException or JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The same payload, whoever signed it with whatever key.</summary>
    public static bool SaysTheSame(string one, string other) => one.Split('.')[1] == other.Split('.')[1];

    internal sealed record Claim(string KeyId, JsonObject Payload, byte[] Signed, byte[] Signature)
    {
        /// <param name="publicKey">SubjectPublicKeyInfo of the pinned key.</param>
        public bool IsSignedBy(byte[] publicKey)
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(publicKey, out _);
            return Jws.KeyId(publicKey) == KeyId
                && key.VerifyData(Signed, Signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }
}
