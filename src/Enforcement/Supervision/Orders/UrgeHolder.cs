using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Notifications;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Supervision.Orders;

/// <summary>催办: a head, the county or a supervisor reminds whoever has the case, on record and without a number; once a day.</summary>
public sealed class UrgeHolder(Steps steps, OrderRights rights)
{
    public const int LongestWords = 500;

    /// <exception cref="NotAllowedException"><c>urging.not-yours</c>.</exception>
    /// <exception cref="RefusedException"><c>urging.case-closed</c>, <c>urging.nobody</c>, <c>urging.today</c>.</exception>
    public async Task<Urging> RunAsync(Actor superior, string number, string? words, CancellationToken cancel)
    {
        var said = PlainText.Optional("words", words, LongestWords);
        var of = CaseOf.Number(number);
        var holders = new StepRead<Holder>(CaseTable.ReadHolding.About(of), CaseTable.HolderFrom);
        var earlier = new StepRead<Urging>(UrgingTable.OfCase.About(of), UrgingTable.From);
        await using var step = await steps.BeginAsync(superior, of, cancel, holders, earlier);
        var work = step.Main;
        var holder = holders.RowOrNull;
        var post =
            rights.ToUrge(superior, holder?.Organization ?? work.Case.OwnerOrg, work.Case.Key.County) ?? throw OrderRefusals.NotToUrge();
        if (!work.Case.IsOpen)
            throw OrderRefusals.CaseClosed();
        if (holder is null or { Kind: "party" or "paused" or "none" })
            throw OrderRefusals.NobodyHasIt();
        if (earlier.Rows.Any(urging => urging.By.Id == superior.PersonId && urging.Day == step.Today))
            throw OrderRefusals.UrgedToday();

        var urging = new Urging(
            RowId.New(work.Case.Key.County, step.Now),
            holder.Organization,
            holder.Role,
            holder.PersonId,
            said,
            Signer.Of(superior, post),
            step.Now,
            step.Today
        );
        step.Write(UrgingTable.Insert(work.Case.Key, urging));
        work.Record("case.urged", new JsonObject { ["organization"] = holder.Organization, ["words"] = said }, post);
        var role = holder.Role ?? Roles.Officer;
        Tell(role, holder.PersonId);
        if (Ladder.RoleAt(1, role) is var head && head != role)
            Tell(head, null);
        await step.CommitAsync(cancel, () => urging, StatusCodes.Status201Created);
        return urging;

        void Tell(string toRole, Guid? person) =>
            step.Send(
                work.Case.Key,
                new Notice(
                    holder.Organization,
                    toRole,
                    said is null ? "notice.case-urged" : "notice.case-urged-words",
                    [work.Case.Title, superior.Name, said ?? ""],
                    $"/cases/{work.Case.Number}",
                    work.Case.Number,
                    Person: person
                ).ToMessage()
            );
    }
}
