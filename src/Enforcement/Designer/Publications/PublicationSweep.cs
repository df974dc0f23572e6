using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.Persistence;
using Enforcement.Shell;

namespace Enforcement.Designer.Publications;

/// <summary>Publishes what was approved for a day that has come.</summary>
internal sealed partial class PublicationSweep(
    ScopedReads reads,
    DecidePublication decide,
    BusinessTime time,
    ILogger<PublicationSweep> log
) : ISweep
{
    public string Name => "publications";

    /// <summary>Before cases are led over to what it publishes.</summary>
    public int Order => 95;

    public async Task<int> RunAsync(DateTimeOffset asOf, CancellationToken cancel)
    {
        var published = 0;
        foreach (
            var due in await reads.RowsAsync(Scope.Everything, PublicationTable.ReadDue(time.DateOf(asOf)), PublicationTable.From, cancel)
        )
            try
            {
                published += await decide.PublishDueAsync(due, cancel) ? 1 : 0;
            }
            catch (RefusedException refused)
            {
                // It stays on the list of what waits, where an admin sees why and withdraws it.
                LogRefused(log, due.Id, refused.Code);
            }
        return published;
    }

    [LoggerMessage(LogLevel.Warning, "The publication {Publication} is due and was refused: {Code}")]
    private static partial void LogRefused(ILogger log, Guid publication, string code);
}
