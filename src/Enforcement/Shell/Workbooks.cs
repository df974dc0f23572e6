using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using MiniExcelLibs;

namespace Enforcement.Shell;

/// <summary>Lists as a workbook: where <c>Accept</c> asks for one, and under the list's path with <c>.xlsx</c>.</summary>
public static class Workbooks
{
    public const string Type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>A list that is longer is cut here: nobody reads on.</summary>
    public const int MostRows = 10_000;

    public static bool IsWantedBy(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains(Type, StringComparison.OrdinalIgnoreCase);

    /// <param name="rows">By the words of the head, in their order; the same in every row.</param>
    public static async Task<IResult> OfAsync(string file, IEnumerable<Dictionary<string, object?>> rows, CancellationToken cancel)
    {
        var content = new MemoryStream();
        await content.SaveAsAsync(rows.Select(Plain), cancellationToken: cancel);
        return TypedResults.File(content.ToArray(), Type, $"{file}.xlsx");
    }

    private static Dictionary<string, object?> Plain(Dictionary<string, object?> row) =>
        row.ToDictionary(cell => cell.Key, cell => cell.Value is string text ? Plain(text) : cell.Value);

    /// <summary>What somebody typed is never a formula, also where the sheet is saved as text and opened again.</summary>
    private static string Plain(string text) => text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? $"'{text}" : text;

    /// <summary>
    /// For lists that have no workbook of their own in the words of the office: <c>{items}</c> becomes one row for each item, one column for each
    /// property, named as in the API.
    /// </summary>
    internal static async ValueTask<object?> OfAnyListAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var answer = await next(call);
        var http = call.HttpContext;
        if (!HttpMethods.IsGet(http.Request.Method) || !IsWantedBy(http.Request))
            return answer;
        var options = http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var given = answer is INestedHttpResult nested ? nested.Result : answer;
        if (given is not IValueHttpResult { Value: { } value } || JsonSerializer.SerializeToNode(value, options) is not JsonObject list)
            return answer;
        return list["items"] is JsonArray items
            ? await OfAsync("list", Rows([.. items.OfType<JsonObject>()]), http.RequestAborted)
            : answer;
    }

    private static IEnumerable<Dictionary<string, object?>> Rows(IReadOnlyList<JsonObject> items)
    {
        var head = items.SelectMany(item => item.Select(property => property.Key)).Distinct().ToList();
        return items.Select(item => head.ToDictionary(name => name, name => Cell(item[name])));
    }

    private static object? Cell(JsonNode? node) =>
        node?.GetValueKind() switch
        {
            null or JsonValueKind.Null => null,
            JsonValueKind.String => node.GetValue<string>(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number => node.Deserialize<decimal>(),
            _ => node.ToJsonString(),
        };
}
