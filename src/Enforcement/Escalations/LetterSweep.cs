using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Jobs;
using Enforcement.Persistence;
using Enforcement.Processes;
using Npgsql;

namespace Enforcement.Escalations;

/// <summary>
/// What silence does. Unsigned beyond its term: the county judicial bureau is told, once, and the wait is the receiver's from then on. Signed and
/// unanswered beyond its term: accepted. Negotiated beyond its term and not settled: reported to the common superior. Each letter in a step of its
/// own, in the system's name.
/// </summary>
public sealed partial class LetterSweep(
    Database database,
    ScopeSeal seal,
    Steps steps,
    LetterAcceptance acceptance,
    ReportDispute report,
    LetterTerms terms,
    OrganizationDirectory organizations,
    ILogger<LetterSweep> log
) : ISweep
{
    private const int PageSize = 200;

    private const string Unsigned = """
        select id, sign_due from escalations
        where state = 'delivered' and alerted_at is null and sign_due <= $1 and (sign_due, county_code, id) > ($2, $3, $4)
        order by sign_due, county_code, id limit $5
        """;

    /// <summary>As <see cref="LetterTerms.IsAcceptedBySilence"/>: what silence never accepts is not due.</summary>
    private const string Silent = """
        select id, accept_due from escalations
        where state = 'signed' and bookmark >= 0 and kind <> 'police-referral' and accept_due <= $1 and (accept_due, county_code, id) > ($2, $3, $4)
            and not exists (select from organizations o where o.code = receiver_org and o.kind in ('town', 'township', 'street'))
        order by accept_due, county_code, id limit $5
        """;

    /// <summary>The police accept nothing by silence: the sender is told, once, and may suggest that the procuratorate supervise.</summary>
    private const string PoliceSilent = """
        select id, accept_due from escalations
        where state = 'signed' and kind = 'police-referral' and accept_due <= $1 and (alerted_at is null or alerted_at < accept_due)
            and (accept_due, county_code, id) > ($2, $3, $4)
        order by accept_due, county_code, id limit $5
        """;

    private const string PoliceTerms = """
        select id, remind_at from escalations
        where remind_at <= $1 and (remind_at, county_code, id) > ($2, $3, $4)
        order by remind_at, county_code, id limit $5
        """;

    private const string Unsettled = """
        select id, dispute_due from escalations
        where state = 'objected' and dispute_due <= $1 and (dispute_due, county_code, id) > ($2, $3, $4)
        order by dispute_due, county_code, id limit $5
        """;

    public string Name => "letters";

    public int Order => 20;

    public async Task<int> RunAsync(DateTimeOffset asOf, CancellationToken cancel)
    {
        await organizations.RefreshAsync(cancel);
        return await EachAsync(Unsigned, asOf, AlertAsync, cancel)
            + await EachAsync(Silent, asOf, AcceptAsync, cancel)
            + await EachAsync(PoliceSilent, asOf, TellOfPoliceAsync, cancel)
            + await EachAsync(PoliceTerms, asOf, RemindAsync, cancel)
            + await EachAsync(Unsettled, asOf, ReportAsync, cancel);
    }

    private async Task<bool> AlertAsync(Guid id, DateTimeOffset asOf, CancellationToken cancel)
    {
        await using var step = await steps.BeginAsync(Actor.System, CaseOf.Row(EscalationTable.Name, id), cancel);
        var letter = step.Main.Part<CaseLetters>().Find(id);
        if (!letter.IsUnsignedAt(asOf) || await IsPutOffAsync(step, letter, asOf, cancel))
            return false;
        letter.Alert(asOf, step.Now);
        step.Main.Record("letter.unsigned", new() { ["letter"] = letter.Number, ["receiver"] = letter.Receiver });
        LetterNotices.Send(
            step.Main,
            letter,
            $"{letter.CaseKey.County}-judicial",
            Roles.Coordinator,
            "notice.letter-unsigned",
            statutory: true
        );
        await step.CommitAsync(cancel);
        return true;
    }

    private async Task<bool> AcceptAsync(Guid id, DateTimeOffset asOf, CancellationToken cancel)
    {
        var of = CaseOf.Row(EscalationTable.Name, id);
        var parties = new StepRead<Party>(CaseTable.ReadParties(of), CaseTable.PartyFrom);
        await using var step = await steps.BeginAsync(Actor.System, of, cancel, parties);
        var letter = step.Main.Part<CaseLetters>().Find(id);
        if (!terms.IsAcceptedBySilence(letter) || !letter.IsUnansweredAt(asOf) || await IsPutOffAsync(step, letter, asOf, cancel))
            return false;
        await acceptance.ApplyAsync(step, letter, null, [], parties.Rows, null, cancel);
        LetterNotices.ToReceiver(step.Main, letter, "notice.letter-silence", statutory: true);
        await step.CommitAsync(cancel);
        return true;
    }

    private async Task<bool> TellOfPoliceAsync(Guid id, DateTimeOffset asOf, CancellationToken cancel)
    {
        await using var step = await steps.BeginAsync(Actor.System, CaseOf.Row(EscalationTable.Name, id), cancel);
        var letter = step.Main.Part<CaseLetters>().Find(id);
        if (!letter.IsPoliceLateAt(asOf) || await IsPutOffAsync(step, letter, asOf, cancel))
            return false;
        letter.AlertOfPolice(step.Now);
        step.Main.Record("letter.police-late", new() { ["letter"] = letter.Number, ["receiver"] = letter.Receiver });
        LetterNotices.Send(step.Main, letter, letter.Sender, Roles.AgencyHead, "notice.letter-police-late", statutory: true);
        await step.CommitAsync(cancel);
        return true;
    }

    /// <summary>A right that lapses, goods that are owed, or a reconsideration that is late: whoever has to act is told, once for each term.</summary>
    private async Task<bool> RemindAsync(Guid id, DateTimeOffset asOf, CancellationToken cancel)
    {
        await using var step = await steps.BeginAsync(Actor.System, CaseOf.Row(EscalationTable.Name, id), cancel);
        var letter = step.Main.Part<CaseLetters>().Find(id);
        if (!(letter.RemindAt <= asOf))
            return false;
        letter.Remind();
        step.Main.Record("letter.police-reminded", new() { ["letter"] = letter.Number, ["wait"] = letter.PoliceWait });
        if (letter.PoliceWait == PoliceWaits.ToHandOver)
            LetterNotices.ToSender(step.Main, letter, "notice.letter-to-hand-over", statutory: true);
        else
            LetterNotices.Send(step.Main, letter, letter.Sender, Roles.AgencyHead, $"notice.letter-{letter.PoliceWait}", statutory: true);
        await step.CommitAsync(cancel);
        return true;
    }

    private async Task<bool> ReportAsync(Guid id, DateTimeOffset asOf, CancellationToken cancel)
    {
        await using var step = await steps.BeginAsync(Actor.System, CaseOf.Row(EscalationTable.Name, id), cancel);
        var letter = step.Main.Part<CaseLetters>().Find(id);
        if (!letter.IsUnsettledAt(asOf) || await IsPutOffAsync(step, letter, asOf, cancel))
            return false;
        report.Apply(step, letter, null, null, null);
        await step.CommitAsync(cancel);
        return true;
    }

    /// <summary>The year's list may have come after the letter, or the county been shut: a day that this moved is kept, and silence waits for it.</summary>
    private async Task<bool> IsPutOffAsync(Step step, Escalation letter, DateTimeOffset asOf, CancellationToken cancel)
    {
        var due = terms.DueAnew(letter, step.Main.Case);
        if (due <= asOf)
            return false;
        letter.PutOff(due);
        step.Main.Record("letter.put-off", new() { ["letter"] = letter.Number, ["due"] = terms.LastDayOf(due).ToString("yyyy-MM-dd") });
        await step.CommitAsync(cancel);
        return true;
    }

    private async Task<int> EachAsync(
        string due,
        DateTimeOffset asOf,
        Func<Guid, DateTimeOffset, CancellationToken, Task<bool>> act,
        CancellationToken cancel
    )
    {
        var (done, last) = (0, default(DueLetter));
        while (!cancel.IsCancellationRequested)
        {
            var page = await PageAsync(due, asOf, last, cancel);
            foreach (var letter in page)
                done += await TryAsync(letter.Id, asOf, act, cancel) ? 1 : 0;
            if (page.Count < PageSize)
                break;
            last = page[^1];
        }
        return done;
    }

    private async Task<bool> TryAsync(
        Guid id,
        DateTimeOffset asOf,
        Func<Guid, DateTimeOffset, CancellationToken, Task<bool>> act,
        CancellationToken cancel
    )
    {
        try
        {
            return await act(id, asOf, cancel);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // The row stays due and is tried at the next sweep; the others go on.
            LogFailed(log, fault, id);
            return false;
        }
    }

    private async Task<List<DueLetter>> PageAsync(string due, DateTimeOffset asOf, DueLetter? after, CancellationToken cancel)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(seal.Open(Scope.Everything, connection).ToCommand());
        batch.BatchCommands.Add(
            Statement
                .Of(
                    due,
                    P.Time(asOf),
                    P.Time(after?.Due ?? DateTimeOffset.UnixEpoch),
                    P.Text(after is null ? "" : RowId.CountyOf(after.Id)),
                    P.Uuid(after?.Id ?? Guid.Empty),
                    P.Int(PageSize)
                )
                .ToCommand()
        );
        var letters = new List<DueLetter>();
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel))
            letters.Add(new DueLetter(reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1)));
        return letters;
    }

    private sealed record DueLetter(Guid Id, DateTimeOffset Due);

    [LoggerMessage(LogLevel.Error, "The letter {Letter} could not be moved on and stays due")]
    private static partial void LogFailed(ILogger log, Exception fault, Guid letter);
}
