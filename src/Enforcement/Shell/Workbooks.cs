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
        await content.SaveAsAsync(rows, cancellationToken: cancel);
        return TypedResults.File(content.ToArray(), Type, $"{file}.xlsx");
    }
}
