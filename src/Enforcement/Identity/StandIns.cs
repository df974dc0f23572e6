using Enforcement.Persistence;
using Enforcement.Shell;
using Microsoft.EntityFrameworkCore;

namespace Enforcement.Identity;

/// <param name="Absent">User name of the holder of the post; left out: whoever asks.</param>
/// <param name="Deputy">User name of who stands in.</param>
/// <param name="Organization">Left out: the body whose head asks.</param>
/// <param name="Role">Left out: <c>agency-head</c>.</param>
/// <param name="From">First day, <c>yyyy-MM-dd</c>; left out: today.</param>
/// <param name="To">Last day.</param>
/// <param name="Authority">Number of the document that gives the authority.</param>
public sealed record StandInRequest(
    string? Absent,
    string? Deputy,
    string? Organization,
    string? Role,
    string? From,
    string? To,
    string? Authority
);

/// <summary>A stand-in with the names of both.</summary>
public sealed record StandInView(StandIn StandIn, string AbsentName, string DeputyName);

/// <summary>Who stands in for whom: an agency head says it for the own post, a security admin for any.</summary>
public sealed class StandIns(EnforcementDb db, OrganizationDirectory organizations, BusinessTime time)
{
    /// <summary>One at a time, so that two for one post do not pass each other.</summary>
    private const long MakingLock = 4301120013;

    private const int MostRows = 500;

    public static bool MayMake(Actor person) => person.Holds(Roles.SecurityAdmin) || OwnHeadships(person).Any();

    /// <summary>All of them for a security admin; else those in which the person is one of the two, the newest first.</summary>
    public async Task<IReadOnlyList<StandInView>> OfAsync(Actor person, CancellationToken cancel)
    {
        var all = person.Holds(Roles.SecurityAdmin);
        return await (
            from row in db.Set<StandIn>()
            where all || row.Absent == person.PersonId || row.Deputy == person.PersonId
            join absent in db.Users on row.Absent equals absent.Id
            join deputy in db.Users on row.Deputy equals deputy.Id
            orderby row.ValidFrom descending, row.Id descending
            select new StandInView(row, absent.Name, deputy.Name)
        )
            .Take(MostRows)
            .ToListAsync(cancel);
    }

    /// <exception cref="NotAllowedException">Not one's own post, and no security admin.</exception>
    /// <exception cref="RefusedException">By name: see <see cref="StandInRefusals"/>.</exception>
    public async Task<StandInView> MakeAsync(Actor person, StandInRequest request, CancellationToken cancel)
    {
        if (!MayMake(person))
            throw StandInRefusals.NotYours();
        var role = Code("role", request.Role) ?? Roles.AgencyHead;
        if (!Roles.All.Contains(role))
            throw new MalformedException(("role", "unknown"));
        var organization = Code("organization", request.Organization) ?? OwnHeadships(person).FirstOrDefault();
        if (organizations.Find(organization) is null)
            throw new MalformedException(("organization", organization is null ? "required" : "unknown"));
        var absent = Code("absent", request.Absent) is { } name
            ? await PersonAsync("absent", name, cancel)
            : await SelfAsync(person, cancel);
        var deputy = await PersonAsync("deputy", Code("deputy", request.Deputy), cancel);
        var authority = Authority(request.Authority);
        var from = DayText.Read("from", request.From) ?? time.Today;
        var to = DayText.Read("to", request.To) ?? throw new MalformedException(("to", "required"));
        if (to < from)
            throw new MalformedException(("to", "range"));

        if (!person.Holds(Roles.SecurityAdmin) && !IsOwnPost(person, absent, organization!, role))
            throw StandInRefusals.NotYours();
        if (absent.Id == deputy.Id)
            throw StandInRefusals.Self();
        if (from < time.Today)
            throw StandInRefusals.InThePast();
        if (to > StandIn.LatestEnd(from))
            throw StandInRefusals.TooLong(StandIn.LatestEnd(from));

        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({MakingLock})", cancel);
        await DemandPostAsync(absent, organization!, role, from, cancel);
        await DemandFreeAsync(absent.Id, organization!, role, from, to, cancel);
        var standIn = new StandIn
        {
            Id = Guid.CreateVersion7(time.Now),
            Absent = absent.Id,
            Deputy = deputy.Id,
            Organization = organization!,
            Role = role,
            Authority = authority,
            ValidFrom = from,
            ValidTo = to,
        };
        db.Add(standIn);
        db.Add(Logged(person, AdminActs.StandInMade, standIn, absent.Name, deputy.Name, old: null, now: Detail(standIn)));
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return new StandInView(standIn, absent.Name, deputy.Name);
    }

    /// <summary>The authority is withdrawn: the deputy acts no more from now on.</summary>
    /// <exception cref="NotVisibleException">The person has no such stand-in.</exception>
    /// <exception cref="NotAllowedException">The deputy cannot end it.</exception>
    public async Task<StandInView> EndAsync(Actor person, Guid id, CancellationToken cancel)
    {
        var standIn = await db.Set<StandIn>().AsTracking().SingleOrDefaultAsync(row => row.Id == id, cancel);
        var admin = person.Holds(Roles.SecurityAdmin);
        if (standIn is null || !admin && standIn.Absent != person.PersonId && standIn.Deputy != person.PersonId)
            throw new NotVisibleException();
        if (!admin && standIn.Absent != person.PersonId)
            throw StandInRefusals.NotYours();
        var names = await db
            .Users.Where(account => account.Id == standIn.Absent || account.Id == standIn.Deputy)
            .ToDictionaryAsync(account => account.Id, account => account.Name, cancel);
        var (absent, deputy) = (names[standIn.Absent], names[standIn.Deputy]);
        var old = Detail(standIn);
        standIn.End(time.Now, time.Today);
        db.Add(Logged(person, AdminActs.StandInEnded, standIn, absent, deputy, old, Detail(standIn)));
        await db.SaveChangesAsync(cancel);
        return new StandInView(standIn, absent, deputy);
    }

    private AdminLogEntry Logged(Actor person, string what, StandIn standIn, string absent, string deputy, object? old, object? now) =>
        AdminLogEntry.Of(time.Now, person.UserName, what, $"{absent} → {deputy} ({standIn.Organization}, {standIn.Role})", old, now);

    private static object Detail(StandIn row) =>
        new
        {
            row.Authority,
            from = row.ValidFrom,
            to = row.ValidTo,
            row.EndedAt,
        };

    /// <summary>Headships held by oneself: who stands in cannot hand the post on.</summary>
    private static IEnumerable<string> OwnHeadships(Actor person) =>
        person.Posts.Where(post => post is { Role: Roles.AgencyHead, StandsInFor: null }).Select(post => post.Organization);

    private static bool IsOwnPost(Actor person, Account absent, string organization, string role) =>
        absent.Id == person.PersonId && role == Roles.AgencyHead && OwnHeadships(person).Contains(organization);

    private async Task DemandPostAsync(Account absent, string organization, string role, DateOnly on, CancellationToken cancel)
    {
        var holds = await db
            .Database.SqlQuery<bool>(
                $"""
                select exists (select from posts where person = {absent.Id} and organization = {organization} and role = {role}
                    and valid_from <= {on} and (valid_to is null or valid_to >= {on})) as "Value"
                """
            )
            .SingleAsync(cancel);
        if (!holds)
            throw StandInRefusals.NoSuchPost(absent.Name);
    }

    private async Task DemandFreeAsync(
        Guid absent,
        string organization,
        string role,
        DateOnly first,
        DateOnly last,
        CancellationToken cancel
    )
    {
        var other = await (
            from row in db.Set<StandIn>()
            where row.Absent == absent && row.Organization == organization && row.Role == role && row.EndedAt == null
            where row.ValidFrom <= last && row.ValidTo >= first
            join deputy in db.Users on row.Deputy equals deputy.Id
            orderby row.ValidFrom
            select new
            {
                deputy.Name,
                row.ValidFrom,
                row.ValidTo,
            }
        ).FirstOrDefaultAsync(cancel);
        if (other is not null)
            throw StandInRefusals.Overlapping(other.Name, other.ValidFrom, other.ValidTo);
    }

    private async Task<Account> SelfAsync(Actor person, CancellationToken cancel) =>
        await db.Users.SingleAsync(account => account.Id == person.PersonId, cancel);

    private async Task<Account> PersonAsync(string field, string? userName, CancellationToken cancel)
    {
        if (userName is null)
            throw new MalformedException((field, "required"));
        var (wanted, today) = (userName.ToUpperInvariant(), time.Today);
        return await db.Users.SingleOrDefaultAsync(
                account => account.NormalizedUserName == wanted && (account.EndedOn == null || account.EndedOn >= today),
                cancel
            ) ?? throw new MalformedException((field, "unknown"));
    }

    private static string Authority(string? text) =>
        string.IsNullOrWhiteSpace(text) ? throw new MalformedException(("authority", "required"))
        : text.Length > 200 ? throw new MalformedException(("authority", "too-long"))
        : text.Any(char.IsControl) ? throw new MalformedException(("authority", "text"))
        : text.Trim();

    /// <summary>A code or a user name: what could be none of them is unknown.</summary>
    private static string? Code(string field, string? text) =>
        string.IsNullOrWhiteSpace(text) ? null
        : text.Length > 256 || text.Any(char.IsControl) ? throw new MalformedException((field, "unknown"))
        : text.Trim();
}
