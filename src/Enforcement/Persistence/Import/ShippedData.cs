namespace Enforcement.Persistence.Import;

/// <summary>A file that is built into the product, and the list it belongs to.</summary>
/// <param name="Order">Small numbers first: a file comes after those it refers to.</param>
/// <param name="IsSample">Invented for a first look: taken in Development only, or where the setting <c>SampleData</c> is true.</param>
public sealed record ShippedFile(IReferenceList List, string FileName, int Order, bool IsSample = false)
{
    public ImportFile Open() => EmbeddedFile.Open(FileName);
}

/// <summary>At start-up, after the migrations: what the product ships goes through the importer that an admin uses.</summary>
public static partial class ShippedData
{
    public static IServiceCollection AddShippedFile(this IServiceCollection services, ShippedFile file) => services.AddSingleton(file);

    /// <summary>May run again and on several nodes at once: the same content is taken once.</summary>
    /// <exception cref="InvalidOperationException">A shipped file is faulty: the build is wrong, and the service must not start.</exception>
    public static async Task ImportShippedDataAsync(this WebApplication app)
    {
        var samples = app.Environment.IsDevelopment() || app.Configuration.GetValue("SampleData", false);
        var files = app.Services.GetServices<ShippedFile>().Where(file => samples || !file.IsSample).OrderBy(file => file.Order);
        await ImportAsync(app.Services.GetRequiredService<Importer>(), files, app.Logger, app.Lifetime.ApplicationStopping);
        foreach (var listener in app.Services.GetServices<ImportListener>())
            await listener.PrepareAsync(app.Lifetime.ApplicationStopping);
    }

    internal static async Task ImportAsync(Importer importer, IEnumerable<ShippedFile> files, ILogger log, CancellationToken cancel)
    {
        foreach (var file in files)
        {
            var report = await importer.ImportShippedAsync(file.List, file.Open(), cancel);
            if (report.Outcome == ImportOutcome.Rejected)
                throw new InvalidOperationException(
                    $"{file.FileName}: "
                        + string.Join(
                            "; ",
                            report.Faults.Select(fault => $"line {fault.Line}, {fault.Column}: {fault.Reason} {fault.Value}")
                        )
                );
            if (report.Outcome == ImportOutcome.Imported)
                LogTaken(log, file.FileName, report.Rows, report.Added, report.Changed);
        }
    }

    [LoggerMessage(LogLevel.Information, "{File}: {Rows} rows, {Added} new, {Changed} changed")]
    private static partial void LogTaken(ILogger log, string file, int rows, int added, int changed);
}
