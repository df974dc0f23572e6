using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.JointOperations.Subjects;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.JointOperations.Checks;

/// <param name="Organization">In whose name; where somebody heads several bodies.</param>
/// <param name="CreditCode">统一社会信用代码, eighteen characters.</param>
/// <param name="Field">Line of work, such as <c>market</c>.</param>
/// <param name="From">First day on which they may enter.</param>
/// <param name="To">Last day, included; left out: the first.</param>
/// <param name="Ground"><c>planned</c>, the usual one; <c>complaint</c>, <c>lead</c> or <c>campaign</c> are outside the cap.</param>
/// <param name="Reason">Of one that is not planned: the complaint, the lead, the order.</param>
public sealed record CheckRequest(
    string? Organization,
    string? Enterprise,
    string? CreditCode,
    string? Field,
    string? From,
    string? To,
    string? Ground,
    string? Reason
);

/// <param name="Offers">Checks of the same enterprise by other bodies within <see cref="RegisterCheck.Window"/> days: they can be made one visit.</param>
public sealed record RegisteredCheck(EnterpriseCheck Check, IReadOnlyList<EnterpriseCheck> Offers);

/// <summary>Registers a check before anybody enters; planned ones within the cap of their field for one body, enterprise and year.</summary>
public sealed class RegisterCheck(Steps steps, OrganizationDirectory organizations, BusinessTime time)
{
    /// <summary>Days between two checks that are offered as one 综合查一次.</summary>
    public const int Window = 30;

    private const string Word = "检";

    private static readonly string[] Heads = [Roles.UnitHead, Roles.SquadHead, Roles.AgencyHead];

    /// <summary>Who may register, merge and withdraw for a body; null: nobody asked may.</summary>
    public Post? PostOf(Actor actor, string? wanted) =>
        Heads
            .SelectMany(role => actor.Posts.Where(post => post.Role == role && (wanted is null || post.Organization == wanted)))
            .FirstOrDefault(post => organizations.Find(post.Organization) is { County: not null } body && !Bodies.IsRequestOnly(body));

    /// <exception cref="NotAllowedException"><c>check.heads-only</c>.</exception>
    /// <exception cref="RefusedException"><c>check.capped</c>.</exception>
    public async Task<RegisteredCheck> RunAsync(Actor actor, CheckRequest request, CancellationToken cancel)
    {
        var post = PostOf(actor, request.Organization) ?? throw CheckRefusals.HeadsOnly();
        var county = organizations.Find(post.Organization)!.County!;
        var wish = Read(request);
        // One enterprise at a time: two who would both be the last within the cap wait for each other.
        var one = new StepRead<object>(
            Statement.Of("select pg_advisory_xact_lock(hashtextextended($1, 0))::text", P.Text($"check {county} {wish.CreditCode}")),
            _ => true
        );
        var earlier = new StepRead<EnterpriseCheck>(OfEnterprise(county, wish), CheckTable.From);
        var cap = new StepRead<Cap>(
            Statement.Of(
                """
                select per_year from check_caps where county in ($1, '') and field in ($2, '')
                order by county desc, field desc limit 1
                """,
                P.Text(county),
                P.Text(wish.Field)
            ),
            row => new Cap(row.GetInt32(0))
        );
        await using var step = await steps.BeginNewAsync(actor, cancel, one, earlier, cap);
        var planned = earlier.Rows.Count(it =>
            it.Body == post.Organization && it.Field == wish.Field && it.Ground == CheckGrounds.Planned && it.From.Year == wish.From.Year
        );
        if (wish.Ground == CheckGrounds.Planned && planned >= cap.Row.PerYear)
            throw CheckRefusals.Capped(cap.Row.PerYear);
        var check = new EnterpriseCheck
        {
            Id = RowId.New(county, step.Now),
            Number = "",
            Body = post.Organization,
            Enterprise = wish.Enterprise,
            CreditCode = wish.CreditCode,
            Field = wish.Field,
            From = wish.From,
            To = wish.To,
            Ground = wish.Ground,
            Reason = wish.Reason,
            RegisteredBy = Signed.Of(actor, post),
            RegisteredAt = step.Now,
        };
        var offers = earlier.Rows.Where(it => IsOffer(it, check, step.Today)).ToList();
        step.Draw(
            new CaseKey(county, check.Id),
            post.Organization,
            Word,
            (year, serial) => step.OfficialNumber(post.Organization, Word, year, serial),
            "enterprise-check",
            number =>
            {
                check = check with { Number = number };
                step.Write(CheckTable.Insert(check));
            }
        );
        await step.CommitAsync(cancel, () => new RegisteredCheck(check, offers), StatusCodes.Status201Created);
        return new RegisteredCheck(check, offers);
    }

    /// <summary>Another body's, of the same enterprise, that may still be entered.</summary>
    internal static bool IsOffer(EnterpriseCheck it, EnterpriseCheck check, DateOnly today) =>
        it.Body != check.Body
        && it.IsOpen
        && !it.IsExpired(today)
        && it.MergedInto is null
        && it.CreditCode == check.CreditCode
        && Math.Abs(it.From.DayNumber - check.From.DayNumber) <= Window;

    private Wish Read(CheckRequest request)
    {
        var asked = new Typed();
        var enterprise = asked.Required("enterprise", request.Enterprise, Typed.Line);
        var code = asked.Required("creditCode", request.CreditCode?.Trim().ToUpperInvariant(), 18);
        if (code.Length > 0 && (code.Length != 18 || !code.All(char.IsAsciiLetterOrDigit)))
            asked.Fault("creditCode", "pattern");
        var field = asked.Code("field", request.Field, LinesOfWork.All) ?? "";
        var from = asked.Date("from", request.From) ?? default;
        var to = asked.OptionalDate("to", request.To) ?? from;
        if (from != default && from < time.Today)
            asked.Fault("from", "past");
        if (to < from || to > from.AddDays(60))
            asked.Fault("to", "range");
        var ground = asked.Code("ground", request.Ground is { Length: > 0 } given ? given : CheckGrounds.Planned, CheckGrounds.All) ?? "";
        var reason = asked.Optional("reason", request.Reason, 500);
        if (ground != CheckGrounds.Planned && reason is null)
            asked.Fault("reason", "required");
        asked.Demand();
        return new Wish(enterprise, code, field, from, to, ground, ground == CheckGrounds.Planned ? null : reason);
    }

    private static Statement OfEnterprise(string county, Wish wish) =>
        Statement.Of(
            $"""
            select {CheckTable.Columns} from enterprise_checks k
            where k.county_code = $1 and k.credit_code = $2 and k.withdrawal is null and k.from_day between $3 and $4
            order by k.from_day, k.id
            """,
            P.Text(county),
            P.Text(wish.CreditCode),
            P.Date(new DateOnly(wish.From.Year, 1, 1).AddDays(-Window)),
            P.Date(new DateOnly(wish.From.Year, 12, 31).AddDays(Window))
        );

    private sealed record Cap(int PerYear);

    private sealed record Wish(
        string Enterprise,
        string CreditCode,
        string Field,
        DateOnly From,
        DateOnly To,
        string Ground,
        string? Reason
    );
}
