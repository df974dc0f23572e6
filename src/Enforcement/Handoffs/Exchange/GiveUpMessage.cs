using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Escalations;
using Enforcement.Handoffs.Incoming;
using Enforcement.Identity;
using Enforcement.Notifications;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Shell;
using Npgsql;

namespace Enforcement.Handoffs.Exchange;

/// <summary>
/// Gives up what another installation does not take: nothing waits for it any more, and whoever said it hears it, as do the system admins. An offer goes as a
/// package from then on, as to a body without an installation.
/// </summary>
public sealed class GiveUpMessage(Steps steps, ScopedReads reads, OrganizationDirectory organizations, BusinessTime time)
{
    /// <summary>By an admin who knows that it will not be taken, such as by a machine that is gone.</summary>
    /// <exception cref="NotAllowedException">No system admin.</exception>
    /// <exception cref="NotVisibleException">Nothing of this id waits because it was not taken.</exception>
    public async Task RunAsync(Actor admin, Guid id, CancellationToken cancel)
    {
        PeerRights.Demand(admin);
        var found = await reads.RowsAsync(Scope.Everything, PostTable.Stuck(id), PostTable.StuckFrom, cancel);
        if (found is not [var (message, why)])
            throw new NotVisibleException();
        var entry = AdminLogEntry.Of(
            time.Now,
            admin.UserName,
            "handoff.post-given-up",
            $"{message.Own} → {message.Peer} {message.Kind} {id}"
        );
        try
        {
            await ApplyAsync(message, why, attempts: 0, entry.Insert());
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.NoDataFound)
        {
            throw new ChangedMeanwhileException();
        }
    }

    /// <param name="why">What the other side said last.</param>
    /// <param name="attempts">Made since it was last put off.</param>
    internal async Task ApplyAsync(StuckMessage message, string why, int attempts, params IReadOnlyList<Statement> also)
    {
        var admins = await reads.RowsAsync(
            Scope.Everything,
            Statement.Of("select distinct organization from posts where role = $1 order by 1", P.Text(Roles.SystemAdmin)),
            row => row.GetString(0),
            CancellationToken.None
        );
        IReadOnlyList<Statement> writes = [.. PostTable.GiveUp(message.Id, why, attempts), .. also];
        try
        {
            await (
                MessageKinds.IsOfSender(message.Kind)
                    ? OfSenderAsync(message, why, writes, admins)
                    : OfReceiverAsync(message, writes, admins)
            );
        }
        catch (NotVisibleException)
        {
            // Of no letter of ours: the admins alone hear it.
            await using var step = await steps.BeginNewAsync(Actor.System, CancellationToken.None);
            await CommitAsync(step, message, writes, admins);
        }
    }

    private async Task OfSenderAsync(StuckMessage message, string why, IReadOnlyList<Statement> writes, IReadOnlyList<string> admins)
    {
        await using var step = await steps.BeginAsync(Actor.System, CaseOf.Row(HandoffTable.Name, message.Handoff), CancellationToken.None);
        var work = step.Main;
        var letter = work.Part<CaseLetters>().Find(message.Handoff);
        if (message.Kind == MessageKinds.Offer)
        {
            work.Part<CaseHandoffs>().Find(message.Handoff).BecomePackage();
            step.Write(PostTable.GiveUpRest(message));
        }
        work.Record(
            "handoff.not-taken",
            new JsonObject
            {
                ["letter"] = letter.Number,
                ["receiver"] = letter.Receiver,
                ["kind"] = message.Kind,
                ["why"] = why,
            }
        );
        // Of an offer that has ended meanwhile there is nothing left to do.
        if (letter.IsWaiting || message.Kind != MessageKinds.Offer)
            LetterNotices.ToSender(work, letter, $"notice.handoff-not-taken.{message.Kind}", statutory: true);
        await CommitAsync(step, message, writes, admins);
    }

    private async Task OfReceiverAsync(StuckMessage message, IReadOnlyList<Statement> writes, IReadOnlyList<string> admins)
    {
        var read = new StepRead<IncomingLetter>(IncomingTable.OfHandoff(message.Own, message.Peer, message.Handoff), IncomingTable.From);
        await using var step = await steps.BeginNewAsync(Actor.System, CancellationToken.None, read);
        var letter = read.Row;
        IncomingNotices.Tell(step, letter, "notice.incoming-not-told", IncomingNotices.HeadRoleOf(letter, organizations), Kind(message));
        await CommitAsync(step, message, writes, admins);
    }

    private async Task CommitAsync(Step step, StuckMessage message, IReadOnlyList<Statement> writes, IReadOnlyList<string> admins)
    {
        foreach (var statement in writes)
            step.Write(statement);
        foreach (var admin in admins)
            step.Send(
                new CaseKey(message.County, Guid.Empty),
                new Notice(
                    admin,
                    Roles.SystemAdmin,
                    "notice.message-given-up",
                    [NameOf(message.Own), NameOf(message.Peer), Kind(message)],
                    "/handoffs/peers"
                ).ToMessage()
            );
        await step.CommitAsync(CancellationToken.None);
    }

    private NoticeArgument NameOf(string code) =>
        organizations.Find(code) is { } body ? new NoticeArgument(body.ShortName, body.NameEn) : code;

    private static NoticeArgument Kind(StuckMessage message)
    {
        var (zh, en) = Texts.InBoth($"peers.kind.{message.Kind}");
        return new NoticeArgument(zh, en);
    }
}
