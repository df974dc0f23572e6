using System.Globalization;
using Enforcement.Identity;
using Enforcement.Shell;
using Microsoft.AspNetCore.Http.Features;

namespace Enforcement.Persistence.Import;

/// <summary>How an admin brings a list in: one file, its deciding document, and the report.</summary>
public static class ImportEndpoints
{
    private const int LongestDocument = 200;

    public static IEndpointRouteBuilder MapImports(this IEndpointRouteBuilder routes)
    {
        routes
            .MapPost("/api/imports/{kind}", ImportAsync)
            .WithName("import")
            .WithSummary("Takes a CSV or XLSX file as the body: all of it, or nothing and a report of every fault.")
            .WithTags("Imports")
            .Accepts<byte[]>("text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/octet-stream")
            .RequireAuthorization();
        return routes;
    }

    /// <param name="document">Number of the document that decided the change; required.</param>
    /// <param name="documentDate">Its date, <c>yyyy-MM-dd</c>; required.</param>
    /// <param name="file">Name of the file, for the record.</param>
    /// <exception cref="RefusedException"><c>import.rejected</c> with <c>faults</c>: line, column, reason, value and text of each.</exception>
    internal static async Task<ImportAnswer> ImportAsync(
        string kind,
        string? document,
        string? documentDate,
        string? file,
        HttpRequest request,
        IEnumerable<ShippedFile> shipped,
        Importer importer,
        IActing acting,
        CancellationToken cancel
    )
    {
        var actor = await acting.GetAsync(cancel);
        if (!actor.Holds(Roles.SystemAdmin))
            throw new NotAllowedException("not-allowed");
        var list = shipped.Select(known => known.List).FirstOrDefault(known => known.Kind == kind) ?? throw new NotVisibleException();
        var paper = new ImportPaper(PlainText.RequiredLine("document", document, LongestDocument), DateOf(documentDate), actor.UserName);
        var name = file is { Length: > 0 and <= 200 } ? file : $"{kind}";

        var report = await importer.ImportAsync(list, new(name, await BodyAsync(request, cancel)), paper, cancel);
        return report.Outcome == ImportOutcome.Rejected
            ? throw new RefusedException("import.rejected", report.Faults.Count) { Extensions = { ["faults"] = report.Faults } }
            : new(
                report.Outcome == ImportOutcome.Unchanged ? "unchanged" : "imported",
                report.Rows,
                report.Added,
                report.Changed,
                report.Ended
            );
    }

    private static DateOnly DateOf(string? value) =>
        DateOnly.TryParseExact(
            PlainText.RequiredLine("documentDate", value, LongestDocument),
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var date
        )
            ? date
            : throw new MalformedException(("documentDate", "date"));

    private static async Task<byte[]> BodyAsync(HttpRequest request, CancellationToken cancel)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = ImportFile.LargestContent;
        using var content = new MemoryStream();
        await request.Body.CopyToAsync(content, cancel);
        return content.ToArray();
    }
}

/// <param name="Outcome"><c>imported</c>, or <c>unchanged</c> when these very bytes were the last import.</param>
/// <param name="Ended">Older versions whose last day this import set.</param>
public sealed record ImportAnswer(string Outcome, int Rows, int Added, int Changed, int Ended);
