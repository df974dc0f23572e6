using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Shell;
using Npgsql;

namespace Enforcement.Deadlines;

/// <param name="County">Six digits.</param>
/// <param name="From">First day shut.</param>
/// <param name="To">Last day shut.</param>
public sealed record ClosureRequest(string? County, DateOnly? From, DateOnly? To, string? Reason, string? Document);

/// <summary>A county's offices are shut on some days, or are not after all: said by a security admin of that county or above it.</summary>
public sealed class AnnounceClosure(ScopedReads reads, DeadlineBook book, OrganizationDirectory organizations, BusinessTime time)
{
    private const int LongestText = 200;

    /// <summary>Two that overlap would wait for each other until the database ends one of them.</summary>
    private static readonly Statement OneAtATime = Statement.Of("select pg_advisory_xact_lock(4301120145)");

    /// <summary>The counties for which a person may say it, by code.</summary>
    public IReadOnlyList<Organization> CountiesOf(Actor admin) =>
        [
            .. organizations
                .Known.Values.Where(it => it.County is { } county && MaySpeakFor(admin, county))
                .GroupBy(it => it.County!)
                .OrderBy(county => county.Key, StringComparer.Ordinal)
                .Select(county => county.OrderBy(it => it.Code.Length).ThenBy(it => it.Code, StringComparer.Ordinal).First()),
        ];

    /// <exception cref="NotAllowedException">No security admin of that county.</exception>
    /// <exception cref="MalformedException">By field.</exception>
    /// <exception cref="RefusedException"><c>closure.overlaps</c>.</exception>
    public async Task<LocalClosure> RunAsync(Actor admin, ClosureRequest request, CancellationToken cancel)
    {
        if (request.County is not { Length: 6 } county || !county.All(char.IsAsciiDigit))
            throw new MalformedException(("county", request.County is { Length: > 0 } ? "unknown" : "required"));
        if (!MaySpeakFor(admin, county))
            throw new NotAllowedException("not-allowed");
        if (CountiesOf(admin).All(it => it.County != county))
            throw new MalformedException(("county", "unknown"));
        var from = request.From ?? throw new MalformedException(("from", "required"));
        var to = request.To ?? from;
        if (to < from || to.DayNumber - from.DayNumber >= LocalClosure.MostDays)
            throw new MalformedException(("to", "range"));
        if (Math.Abs(from.DayNumber - time.Today.DayNumber) > 366)
            throw new MalformedException(("from", "range"));
        var closure = new LocalClosure(
            RowId.New(county, time.Now),
            county,
            from,
            to,
            PlainText.RequiredLine("reason", request.Reason, LongestText),
            PlainText.RequiredLine("document", request.Document, LongestText),
            admin.UserName,
            time.Now.ToUniversalTime(),
            null,
            null
        );
        try
        {
            await reads.WriteAsync(admin.Scope, [OneAtATime, closure.Insert(), Log(admin, "closure.announced", closure)], cancel);
        }
        catch (PostgresException apart) when (apart.SqlState == PostgresErrorCodes.ExclusionViolation)
        {
            throw DeadlineRefusals.ClosureOverlaps(
                (await AllAsync(cancel)).FirstOrDefault(it => it.Holds && it.County == county && it.From <= to && from <= it.To) ?? closure
            );
        }
        await book.ReadAsync(cancel);
        return closure;
    }

    /// <exception cref="NotVisibleException">There is no such closure in a county of this admin.</exception>
    /// <exception cref="RefusedException"><c>closure.withdrawn</c>: it was taken back already.</exception>
    public async Task WithdrawAsync(Actor admin, Guid id, CancellationToken cancel)
    {
        var closure = (await AllAsync(cancel)).FirstOrDefault(it => it.Id == id);
        if (closure is null || !MaySpeakFor(admin, closure.County))
            throw new NotVisibleException();
        if (!closure.Holds)
            throw DeadlineRefusals.ClosureWithdrawn();
        await reads.WriteAsync(
            admin.Scope,
            [
                Statement.Of(
                    "update local_closures set withdrawn_by = $2, withdrawn_at = $3, reckoned = false where id = $1 and withdrawn_at is null",
                    P.Uuid(id),
                    P.Text(admin.UserName),
                    P.Time(time.Now)
                ),
                Log(admin, "closure.withdrawn", closure),
            ],
            cancel
        );
        await book.ReadAsync(cancel);
    }

    /// <summary>Those taken back too, the latest first.</summary>
    public Task<List<LocalClosure>> AllAsync(CancellationToken cancel) =>
        reads.RowsAsync(
            Scope.Nothing,
            Statement.Of($"select {LocalClosure.Columns} from local_closures order by from_day desc, id desc limit 200"),
            LocalClosure.Of,
            cancel
        );

    /// <summary>Of the county, or of the city or province above it; no township shuts a county.</summary>
    private bool MaySpeakFor(Actor admin, string county) =>
        admin.Posts.Any(post =>
            post.Role == Roles.SecurityAdmin
            && organizations.Find(post.Organization) is { Region: { Length: <= 6 } region }
            && county.StartsWith(region, StringComparison.Ordinal)
        );

    private Statement Log(Actor admin, string what, LocalClosure it) =>
        AdminLogEntry
            .Of(time.Now, admin.UserName, what, $"{it.County}: {it.From.Text()} – {it.To.Text()}", null, new { it.Reason, it.Document })
            .Insert();
}
