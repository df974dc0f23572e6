using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Supervision.Orders;

/// <param name="CaseNumber">Register number of the case.</param>
/// <param name="Organization">Who is to answer; left out: whoever has the case.</param>
/// <param name="Demand">What is demanded.</param>
/// <param name="Days">Working days to answer, 1 to 60; left out: 3.</param>
/// <param name="Reason">Of a closed case: why it is supervised all the same, such as the finding of a file review.</param>
public sealed record OrderRequest(string? CaseNumber, string? Organization, string? Demand, int? Days, string? Reason = null);

/// <summary>督办: a superior of the region demands something of a body that takes part in a case; the number is of the superior's own series.</summary>
/// <remarks>
/// Supervision does not end with the case: files are reviewed after they are closed, and what a review finds is to be put right (行政执法监督条例; DL-SUP-01).
/// But nothing runs there any more that an order could speed up, so it is given with its reason or not at all.
/// </remarks>
public sealed class IssueOrder(Steps steps, OrderRights rights)
{
    public const int LongestDemand = 2_000;
    public const int LongestReason = 500;
    public const int UsualDays = 3;
    public const int MostDays = 60;

    /// <summary>文种代字 of every order.</summary>
    private const string Word = "督";

    /// <exception cref="NotAllowedException"><c>order.supervisors-only</c>.</exception>
    /// <exception cref="RefusedException"><c>order.no-part</c>, <c>order.to-oneself</c>, <c>order.case-closed</c>.</exception>
    public async Task<SupervisionOrder> RunAsync(Actor superior, OrderRequest request, CancellationToken cancel)
    {
        var number = PlainText.Required("caseNumber", request.CaseNumber, 40);
        var demand = PlainText.Required("demand", request.Demand, LongestDemand);
        var wanted = PlainText.Optional("organization", request.Organization, 40);
        var reason = PlainText.Optional("reason", request.Reason, LongestReason);
        var days = request.Days ?? UsualDays;
        if (days is < 1 or > MostDays)
            throw new MalformedException(("days", "range"));
        var of = CaseOf.Number(number);
        var bodies = new StepRead<string>(
            Statement.Of(
                $"select distinct organization from case_participants where county_code = $1 and case_id = {of.CaseId} and to_at is null",
                of.Parameters
            ),
            row => row.GetString(0)
        );
        await using var step = await steps.BeginAsync(superior, of, cancel, bodies);
        var work = step.Main;
        var post = rights.ToIssue(superior, work.Case.Key.County) ?? throw OrderRefusals.SupervisorsOnly();
        var addressee = wanted ?? work.Case.HandlerOrg;
        if (addressee == post.Organization)
            throw OrderRefusals.ToOneself();
        if (addressee != work.Case.HandlerOrg && !bodies.Rows.Contains(addressee))
            throw OrderRefusals.NoPart();
        if (!work.Case.IsOpen && reason is null)
            throw OrderRefusals.WithoutReason(work.Case.Number);

        var order = new SupervisionOrder
        {
            Id = RowId.New(work.Case.Key.County, step.Now),
            CaseKey = work.Case.Key,
            Number = "",
            Issuer = post.Organization,
            Addressee = addressee,
            Demand = demand,
            AfterClosing = work.Case.IsOpen ? null : reason,
            TermDays = days,
            IssuedBy = Signer.Of(superior, post),
            IssuedAt = step.Now,
            DueAt = DueFrom(work, days),
        };
        work.LetTakePart(post.Organization, "supervisor");
        step.Draw(
            work.Case.Key,
            post.Organization,
            Word,
            (year, serial) => step.OfficialNumber(post.Organization, Word, year, serial),
            "supervision-order",
            drawn =>
            {
                order.Number = drawn;
                step.Write(OrderTable.Insert(order));
                work.Record(
                    "order.issued",
                    Detail(order, ("demand", demand), ("addressee", addressee), ("afterClosing", order.AfterClosing)),
                    post
                );
                OrderNotices.TellAddressee(work, order, "notice.order-issued");
            }
        );
        await step.CommitAsync(cancel, () => OrderStanding.Of(order), StatusCodes.Status201Created);
        return order;
    }

    /// <summary>The instant from which an answer that is asked for today is late.</summary>
    internal static DateTimeOffset DueFrom(CaseWork work, int days) => work.Part<CaseClocks>().AfterWorkingDays(work, days);

    internal static JsonObject Detail(SupervisionOrder order, params (string Name, string? Value)[] more)
    {
        var detail = new JsonObject { ["order"] = order.Number };
        foreach (var (name, value) in more)
            if (value is not null)
                detail[name] = value;
        return detail;
    }
}

/// <summary>What a verb answers: where the order stands now.</summary>
public sealed record OrderStanding(Guid Id, string Number, string State, DateTimeOffset DueAt)
{
    public static OrderStanding Of(SupervisionOrder order) => new(order.Id, order.Number, order.State, order.DueAt);
}
