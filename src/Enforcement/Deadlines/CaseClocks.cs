using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Powers;
using Enforcement.Processes;
using Enforcement.Workflows.Execution;
using Npgsql;

namespace Enforcement.Deadlines;

/// <summary>A clock of the case is to start; <c>Enforcement.StartClock</c>.</summary>
public sealed record ClockWanted(string Rule, string Variant, string? FromFact) : Effect;

/// <summary>The clocks of a rule end; <c>Enforcement.EndClock</c>.</summary>
public sealed record ClockDone(string Rule, string How) : Effect;

/// <summary>The running clocks of one case, in every step on it.</summary>
public sealed class CaseClocks(DeadlineBook book, PowerLists powers) : CasePart
{
    private readonly List<Clock> clocks = [];

    /// <summary>Reminders of a case from paper whose moment was before anybody wrote it down here: nobody is reminded of the past.</summary>
    private readonly List<(Clock Clock, IReadOnlyList<Rung> Rungs)> passed = [];
    private readonly Deadlines deadlines = book.Current;

    public override int Order => 30;

    public IReadOnlyList<Clock> All => clocks;

    public IEnumerable<Clock> Running => clocks.Where(clock => clock.IsRunning);

    public Deadlines Deadlines => deadlines;

    /// <exception cref="NotVisibleException">No such running clock at this case.</exception>
    public Clock Find(Guid id) => clocks.FirstOrDefault(clock => clock.Id == id) ?? throw new NotVisibleException();

    /// <summary>The instant from which something that is asked for today comes too late, if the office gives so many working days for it.</summary>
    public DateTimeOffset AfterWorkingDays(CaseWork work, int days) =>
        deadlines
            .DueOf(
                Term.Of(days, TermUnit.WorkingDay),
                Roll.None,
                isInternal: true,
                work.Step.Today,
                work.Now,
                Pauses.None,
                work.Case.Key.County
            )
            .Legal;

    /// <summary>The last day of the term, included.</summary>
    public DateOnly LastDayOf(Clock clock) => deadlines.Office.LastDayOf(clock.DueLegal);

    /// <summary>Starts a clock on the day of a fact; the rule as it stands that day.</summary>
    /// <param name="from">Day of the fact, typed in; null: the day of this step, or the one on which a case from paper came to where it stands.</param>
    public Clock Start(CaseWork work, string code, DateOnly? from = null, string variant = "", Guid? task = null, string? about = null)
    {
        var clock = Begin(work, code, from, variant, task, about);
        PassOver(work, clock);
        return clock;
    }

    /// <summary>Starts a clock that has been running on paper, and does over what happened to it there.</summary>
    /// <exception cref="MalformedException">By field of <paramref name="told"/>, as for what is done here.</exception>
    /// <exception cref="RefusedException">What the rules say to something done here, they say to it on paper.</exception>
    public Clock TakeFromPaper(CaseWork work, string code, DateOnly? from, string variant, TermOnPaper told, Post post)
    {
        var clock = told.DoOver(work, this, Begin(work, code, from, variant), post);
        PassOver(work, clock);
        return clock;
    }

    /// <summary>
    /// A term on goods that comes from another installation, none restarted: the same first day, and the suspensions and the length that the rule here
    /// bears. Nothing here ends a suspension that the sender began: one that is still open ends on the day on which the term comes here, and the receiver
    /// suspends anew where its ground goes on.
    /// </summary>
    public void RunOn(CaseWork work, TermFromOutside told)
    {
        if (
            !Travelling.Contains(told.Rule)
            || told.From > work.Step.Today
            || RuleFor(work, told.Rule, told.From, told.Variant) is not { Term: { } own, IsGeneral: false } rule
        )
            return;
        var term = told.TermUnder(rule, own);
        var isExtended = term != own;
        var ledger = told.Borne(rule, work.Step.Today, taken => LastDayOf(work, rule, term, told.From, taken));
        var clock = Add(
            work,
            new Clock
            {
                Id = RowId.New(work.Case.Key.County, work.Now),
                CaseKey = work.Case.Key,
                Rule = rule.Code,
                Variant = rule.Variant,
                Term = term,
                Roll = rule.Roll,
                IsInternal = rule.IsInternal,
                StartedOn = told.From,
                StartedAt = work.Now,
                About = told.About,
                ExtensionNumber = isExtended ? 1 : 0,
                RuleOn = rule.ValidFrom,
                Approval = isExtended ? told.Approval : null,
                IsNew = true,
            },
            ledger
        );
        if (clock.State == ClockState.Paused)
            Resume(work, clock, work.Step.Today, null);
        PassOver(work, clock);
    }

    /// <param name="post">Null: it stands on by itself, such as for the second of two tests.</param>
    /// <exception cref="MalformedException">See <see cref="Clock.Suspend"/>.</exception>
    /// <exception cref="RefusedException">See <see cref="Clock.Suspend"/>.</exception>
    public void Suspend(CaseWork work, Clock clock, Suspension suspension, Post? post)
    {
        clock.Suspend(suspension, deadlines, work.Step.Today);
        work.Record(
            Done(work, "clock.suspended"),
            Detail(
                clock,
                ("from", suspension.From.Text()),
                ("ground", suspension.Ground),
                ("basis", suspension.Basis),
                ("document", suspension.Document)
            ),
            post
        );
    }

    /// <param name="on">First day that counts again.</param>
    /// <param name="post">Null: its ground has ended by itself, such as the period of a test.</param>
    /// <exception cref="MalformedException">See <see cref="Clock.Resume"/>.</exception>
    /// <exception cref="RefusedException">See <see cref="Clock.Resume"/>.</exception>
    public void Resume(CaseWork work, Clock clock, DateOnly on, Post? post, string field = "on")
    {
        var before = LastDayOf(clock);
        clock.Resume(on, deadlines, work.Step.Today, field);
        clock.NextRungAt = NextRung(work, clock);
        work.Record(
            Done(work, "clock.resumed"),
            Detail(clock, ("on", on.Text()), ("dueBefore", before.Text()), ("due", LastDayOf(clock).Text())),
            post
        );
    }

    /// <summary>An extension 延长 is a new clock from the same start; the old one ends on the day of the approval and stays.</summary>
    /// <exception cref="MalformedException">See <see cref="Clock.DemandExtensible"/>.</exception>
    /// <exception cref="RefusedException">See <see cref="Clock.DemandExtensible"/>.</exception>
    public Clock Extend(CaseWork work, Clock clock, Extension extension, Post post)
    {
        var at = extension.GrantedOn == work.Step.Today ? work.Now : deadlines.Office.StartOf(extension.GrantedOn);
        clock.DemandExtensible(extension, at, deadlines, work.Step.Today);
        var longer = Follow(
            work,
            clock,
            Term.Of(clock.Term.Length + extension.Days, clock.Term.Unit),
            extends: clock.Id,
            approval: extension.Approval
        );
        End(work, clock, "extended", at);
        var detail = Detail(
            clock,
            ("approval", extension.Approval),
            ("grantedOn", extension.GrantedOn.Text()),
            ("new", longer.Id.ToString())
        );
        detail["days"] = extension.Days;
        if (extension.Minutes is { } minutes)
            detail["minutes"] = minutes;
        work.Record(Done(work, "clock.extended"), detail, post);
        return longer;
    }

    /// <summary>The later wording of the rule: a new clock from the same start with the same suspensions; the old one ends and stays.</summary>
    /// <param name="basis">Why the later wording holds for this case.</param>
    /// <exception cref="RefusedException">See <see cref="Clock.DemandLaterRule"/>.</exception>
    public Clock TakeLaterRule(CaseWork work, Clock clock, string basis, Post post)
    {
        var rule = clock.DemandLaterRule(work.Now, deadlines, work.Step.Today);
        var anew = Follow(work, clock, clock.TermUnder(rule, deadlines), supersedes: clock.Id, rule: rule);
        End(work, clock, "superseded", work.Now);
        work.Record(
            "clock.superseded",
            Detail(clock, ("new", anew.Id.ToString()), ("ruleFrom", rule.ValidFrom.Text()), ("basis", basis)),
            post
        );
        return anew;
    }

    /// <summary>
    /// The terms on goods, and the limitation: they are about things and acts, not about who handles the case, and travel with it with what they have
    /// consumed (Administrative Penalty Law art. 36, 56; Administrative Compulsion Law art. 25). The term of the procedure stays behind and starts anew at
    /// the receiver's filing.
    /// </summary>
    private static readonly string[] Travelling = ["DL-PEN-05", "DL-PEN-06", "DL-PEN-07", "DL-PEN-08"];

    /// <summary>What runs on at the receiver when the case is transferred.</summary>
    public IEnumerable<Clock> OnGoods => Running.Where(clock => Travelling.Contains(clock.Rule));

    /// <summary>The same term at the receiver's case, none restarted: the same start, the same suspensions; here it has ended.</summary>
    /// <param name="task">The receiver's task that it belongs to.</param>
    public Clock HandOn(CaseWork work, Clock clock, CaseWork receiver, Guid? task)
    {
        var there = receiver.Part<CaseClocks>();
        var carried = there.Add(
            receiver,
            new Clock
            {
                Id = RowId.New(receiver.Case.Key.County, receiver.Now),
                CaseKey = receiver.Case.Key,
                Rule = clock.Rule,
                Variant = clock.Variant,
                Term = clock.Term,
                Roll = clock.Roll,
                IsInternal = clock.IsInternal,
                StartedOn = clock.StartedOn,
                StartedAt = clock.StartedAt,
                TaskId = task,
                About = clock.About,
                ExtensionNumber = clock.ExtensionNumber,
                RuleOn = clock.RuleOn,
                Approval = clock.Approval,
                IsNew = true,
            },
            clock.Suspensions
        );
        receiver.Record("clock.carried", Detail(carried, ("from", clock.Id.ToString())));
        End(work, clock, "handed-on");
        return carried;
    }

    public void End(CaseWork work, Clock clock, string how) => End(work, clock, how, work.Now);

    /// <summary>The task is done or withdrawn, and its clock with it.</summary>
    public void TaskEnded(CaseWork work, Guid task, string how)
    {
        foreach (var clock in Running.Where(clock => clock.TaskId == task).ToList())
            End(work, clock, how);
    }

    /// <summary>Reckons anew what was reckoned without a year's list; each due day that changes is an event.</summary>
    /// <returns>How many moved or became certain.</returns>
    public int ReckonProvisional(CaseWork work) => ReckonAnew(work, clock => clock.IsProvisional);

    /// <summary>Reckons the office's own terms anew: a closure of its county was announced or taken back.</summary>
    /// <returns>How many moved.</returns>
    public int ReckonForClosures(CaseWork work) => ReckonAnew(work, _ => true);

    private int ReckonAnew(CaseWork work, Func<Clock, bool> which)
    {
        var changed = 0;
        foreach (var clock in Running.Where(which))
        {
            var before = LastDayOf(clock);
            if (!clock.Reckon(deadlines))
                continue;
            changed++;
            if (clock.State == ClockState.Running)
                clock.NextRungAt = Ladder.Next(clock, deadlines, work.Now);
            work.Record("clock.recomputed", Detail(clock, ("dueBefore", before.Text()), ("due", LastDayOf(clock).Text())));
            if (before != LastDayOf(clock))
                ClockNotices.Moved(work, clock, deadlines, before);
        }
        return changed;
    }

    public override Statement Read(CaseOf of) => ClockTable.ReadRunning.About(of);

    public override async Task LoadAsync(NpgsqlDataReader reader, CancellationToken cancel)
    {
        while (await reader.ReadAsync(cancel))
            clocks.Add(ClockTable.From(reader));
    }

    public override bool Take(Effect effect, CaseWork work)
    {
        switch (effect)
        {
            case ClockWanted wanted:
                StartOfCase(work, wanted);
                return true;
            case ClockDone done:
                foreach (var clock in Running.Where(clock => IsOf(clock, done.Rule)).ToList())
                    End(work, clock, done.How);
                return true;
            default:
                return false;
        }
    }

    public override void CaseClosed(CaseWork work)
    {
        foreach (var clock in Running.ToList())
            End(work, clock, "case-closed");
    }

    public override void AddWrites(CaseWork work)
    {
        foreach (var clock in clocks)
            if (clock.IsNew)
                work.Write(ClockTable.Insert(clock));
            else if (clock.Changed)
                work.Write(ClockTable.Update(clock));
        foreach (var (clock, rungs) in passed)
            work.Write(ClockTable.PassOver(clock, rungs, work.Now));
    }

    /// <summary>
    /// A term of the case itself. The one that a field sets in the place of another runs once, however often the flow comes by; a field that sets none leaves
    /// it at "promptly" (Administrative Penalty Law art. 54), which no clock counts.
    /// </summary>
    private void StartOfCase(CaseWork work, ClockWanted wanted)
    {
        var from = wanted.FromFact is { } fact ? work.Case.Data.Date(fact) : null;
        var rule = RuleFor(work, wanted.Rule, from ?? DayOf(work), wanted.Variant);
        if (
            rule is not null
            && (deadlines.IsLeftToFields(rule) || (rule.InPlaceOf.Length > 0 && Running.Any(clock => clock.Rule == rule.Code)))
        )
            return;
        Start(work, wanted.Rule, from, wanted.Variant);
    }

    /// <summary>Whether it is a clock of a rule, or of one that took its place in the case's field.</summary>
    private bool IsOf(Clock clock, string rule) => clock.Rule == rule || clock.RuleIn(deadlines)?.InPlaceOf == rule;

    private DateOnly LastDayOf(CaseWork work, DeadlineRule rule, Term term, DateOnly from, IReadOnlyList<Suspension> ledger) =>
        deadlines.DueOf(term, rule.Roll, rule.IsInternal, from, work.Now, Clock.PausesOf(ledger), work.Case.Key.County).Day;

    private DeadlineRule? RuleFor(CaseWork work, string code, DateOnly on, string variant) =>
        deadlines.FindFor(powers.Latest.FieldOf(work.Case.MatterCode), code, on, variant);

    private static DateOnly DayOf(CaseWork work) => work.Midway?.Since ?? work.Step.Today;

    private Clock Begin(CaseWork work, string code, DateOnly? from, string variant = "", Guid? task = null, string? about = null)
    {
        var day = from ?? DayOf(work);
        var rule = RuleFor(work, code, day, variant) ?? throw DeadlineRefusals.NoRule(code);
        var term = rule.Term ?? throw DeadlineRefusals.NoLength(rule);
        // The province's general limits hold where no other rule fixes a term; every case here is a penalty case, and the law fixes its terms.
        if (rule.IsGeneral)
            throw DeadlineRefusals.NotForPenalties(rule);
        return Add(
            work,
            new Clock
            {
                Id = RowId.New(work.Case.Key.County, work.Now),
                CaseKey = work.Case.Key,
                Rule = rule.Code,
                Variant = rule.Variant,
                Term = term,
                Roll = rule.Roll,
                IsInternal = rule.IsInternal,
                StartedOn = day,
                StartedAt = work.Now,
                TaskId = task,
                About = about,
                RuleOn = rule.ValidFrom,
                IsNew = true,
            }
        );
    }

    /// <summary>A clock that goes on for another: the same start, the same suspensions.</summary>
    private Clock Follow(
        CaseWork work,
        Clock clock,
        Term term,
        Guid? extends = null,
        string? approval = null,
        Guid? supersedes = null,
        DeadlineRule? rule = null
    ) =>
        Add(
            work,
            new Clock
            {
                Id = RowId.New(work.Case.Key.County, work.Now),
                CaseKey = work.Case.Key,
                Rule = clock.Rule,
                Variant = clock.Variant,
                Term = term,
                Roll = rule?.Roll ?? clock.Roll,
                IsInternal = rule?.IsInternal ?? clock.IsInternal,
                StartedOn = clock.StartedOn,
                StartedAt = clock.StartedAt,
                TaskId = clock.TaskId,
                About = clock.About,
                Extends = extends ?? clock.Extends,
                ExtensionNumber = clock.ExtensionNumber + (extends is null ? 0 : 1),
                Supersedes = supersedes,
                RuleOn = rule?.ValidFrom ?? clock.RuleOn,
                Approval = approval ?? clock.Approval,
                IsNew = true,
            },
            clock.Suspensions
        );

    private Clock Add(CaseWork work, Clock clock, IReadOnlyList<Suspension>? ledger = null)
    {
        var state = ledger is [.., { To: null }] ? ClockState.Paused : ClockState.Running;
        clock.Restore(ledger ?? [], default, default, false, state, null, null, null);
        clock.Reckon(deadlines);
        clock.NextRungAt = state == ClockState.Paused ? null : NextRung(work, clock);
        clocks.Add(clock);
        work.Record(
            "clock.started",
            Detail(clock, ("from", clock.StartedOn.Text()), ("written", work.Step.Today.Text()), ("due", LastDayOf(clock).Text()))
        );
        return clock;
    }

    private void End(CaseWork work, Clock clock, string how, DateTimeOffset at)
    {
        if (!clock.IsRunning)
            return;
        clock.End(how, at);
        if (how == "lapsed" && clock.Rule == UnpaidFine.Rule)
            work.Case.Data.Set(UnpaidFine.LastDayFact, LastDayOf(clock).Text());
        work.Record("clock.ended", Detail(clock, ("how", clock.EndedHow)));
    }

    /// <summary>Of what began on paper, nobody is reminded late.</summary>
    private DateTimeOffset? NextRung(CaseWork work, Clock clock) =>
        work.Midway is null ? Ladder.Next(clock, deadlines, work.Now) : Ladder.NextAfter(clock, deadlines, work.Now);

    /// <summary>The reminders of a clock from paper that lie in the past, up to the day on which it was suspended if it is.</summary>
    private void PassOver(CaseWork work, Clock clock)
    {
        if (work.Midway is null)
            return;
        var until = clock.State == ClockState.Paused ? deadlines.Office.StartOf(clock.Suspensions[^1].From) : work.Now;
        var rungs = Ladder.Before(clock, deadlines, until);
        if (rungs.Count == 0)
            return;
        passed.Add((clock, rungs));
        var detail = Detail(clock);
        detail["rungs"] = new JsonArray([.. rungs.Select(rung => (JsonNode)rung.Name)]);
        work.Record("clock.passed-over", detail);
    }

    /// <summary>The journal tells what was done on paper from what is done here.</summary>
    private static string Done(CaseWork work, string action) => work.Midway is null ? action : $"{action}-on-paper";

    private static JsonObject Detail(Clock clock, params (string Name, string? Value)[] more)
    {
        var detail = new JsonObject { ["clock"] = clock.Id.ToString(), ["rule"] = clock.Rule };
        if (clock.Variant.Length > 0)
            detail["variant"] = clock.Variant;
        foreach (var (name, value) in more)
            detail[name] = value;
        return detail;
    }
}
