using System.Text.Encodings.Web;
using System.Text.Json;
using Npgsql;

namespace Enforcement.Persistence;

/// <summary>Records that are kept as one value of a row, such as who signed and when; spelled as in the API.</summary>
public static class StoredJson
{
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static NpgsqlParameter Of<T>(T? value)
        where T : class => P.Json(value is null ? null : JsonSerializer.Serialize(value, Options));

    public static T? Json<T>(this NpgsqlDataReader row, int column)
        where T : class => row.IsDBNull(column) ? null : JsonSerializer.Deserialize<T>(row.GetString(column), Options);
}
