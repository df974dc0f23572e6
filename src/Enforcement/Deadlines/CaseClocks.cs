using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Workflows.Execution;
using Npgsql;

namespace Enforcement.Deadlines;

/// <summary>A clock of the case is to start; <c>Enforcement.StartClock</c>.</summary>
public sealed record ClockWanted(string Rule, string Variant, string? FromFact) : Effect;

/// <summary>The clocks of a rule end; <c>Enforcement.EndClock</c>.</summary>
public sealed record ClockDone(string Rule, string How) : Effect;

/// <summary>The running clocks of one case, in every step on it.</summary>
public sealed class CaseClocks(DeadlineBook book) : CasePart
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

    /// <summary>The last day of the term, included.</summary>
    public DateOnly LastDayOf(Clock clock) => deadlines.Office.LastDayOf(clock.DueLegal);

    /// <summary>Starts a clock on the day of a fact; the rule as it stands that day.</summary>
    /// <param name="from">Day of the fact, typed in; null: the day of this step, or the one on which a case from paper came to where it stands.</param>
    public Clock Start(CaseWork work, string code, DateOnly? from = null, string variant = "", Guid? task = null, string? about = null)
    {
        var day = from ?? work.Midway?.Since ?? work.Step.Today;
        var rule = deadlines.Find(code, day, variant) ?? throw DeadlineRefusals.NoRule(code);
        var term = rule.Term ?? throw DeadlineRefusals.NoLength(rule);
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
                IsNew = true,
            }
        );
    }

    /// <summary>An extension is a new clock from the same start; the old one ends and stays.</summary>
    public Clock Extend(CaseWork work, Clock clock, int more, string approval)
    {
        var longer = Add(
            work,
            new Clock
            {
                Id = RowId.New(work.Case.Key.County, work.Now),
                CaseKey = work.Case.Key,
                Rule = clock.Rule,
                Variant = clock.Variant,
                Term = Term.Of(clock.Term.Length + more, clock.Term.Unit),
                Roll = clock.Roll,
                IsInternal = clock.IsInternal,
                StartedOn = clock.StartedOn,
                StartedAt = clock.StartedAt,
                TaskId = clock.TaskId,
                About = clock.About,
                Extends = clock.Id,
                Approval = approval,
                IsNew = true,
            },
            clock.Suspensions
        );
        End(work, clock, "extended");
        return longer;
    }

    public void End(CaseWork work, Clock clock, string how)
    {
        if (!clock.IsRunning)
            return;
        clock.End(how, work.Now);
        if (how == "lapsed" && clock.Rule == UnpaidFine.Rule)
            work.Case.Data.Set(UnpaidFine.LastDayFact, LastDayOf(clock).Text());
        work.Record("clock.ended", Detail(clock, ("how", clock.EndedHow)));
    }

    /// <summary>The task is done or withdrawn, and its clock with it.</summary>
    public void TaskEnded(CaseWork work, Guid task, string how)
    {
        foreach (var clock in Running.Where(clock => clock.TaskId == task).ToList())
            End(work, clock, how);
    }

    /// <summary>Reckons anew what was reckoned without a year's list; each due day that changes is an event.</summary>
    /// <returns>How many moved or became certain.</returns>
    public int ReckonProvisional(CaseWork work)
    {
        var changed = 0;
        foreach (var clock in Running.Where(clock => clock.IsProvisional))
        {
            var before = LastDayOf(clock);
            if (!clock.Reckon(deadlines))
                continue;
            changed++;
            if (clock.State == ClockState.Running)
                clock.NextRungAt = Ladder.Next(clock, deadlines, work.Now);
            work.Record("clock.recomputed", Detail(clock, ("dueBefore", before.Text()), ("due", LastDayOf(clock).Text())));
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
                Start(work, wanted.Rule, wanted.FromFact is { } fact ? work.Case.Data.Date(fact) : null, wanted.Variant);
                return true;
            case ClockDone done:
                foreach (var clock in Running.Where(clock => clock.Rule == done.Rule).ToList())
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

    private Clock Add(CaseWork work, Clock clock, IReadOnlyList<Suspension>? ledger = null)
    {
        var state = ledger is [.., { To: null }] ? ClockState.Paused : ClockState.Running;
        clock.Restore(ledger ?? [], default, default, false, state, null, null, null);
        clock.Reckon(deadlines);
        clock.NextRungAt =
            state == ClockState.Paused ? null
            : work.Midway is not null ? Ladder.NextAfter(clock, deadlines, work.Now)
            : Ladder.Next(clock, deadlines, work.Now);
        clocks.Add(clock);
        var detail = Detail(clock, ("from", clock.StartedOn.Text()), ("written", work.Step.Today.Text()), ("due", LastDayOf(clock).Text()));
        if (work.Midway is not null && Ladder.Before(clock, deadlines, work.Now) is { Count: > 0 } rungs)
        {
            passed.Add((clock, rungs));
            detail["passedOver"] = new JsonArray([.. rungs.Select(rung => (JsonNode)rung.Name)]);
        }
        work.Record("clock.started", detail);
        return clock;
    }

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
