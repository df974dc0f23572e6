using Enforcement.JointOperations.Subjects;

namespace Enforcement.JointOperations;

/// <summary>
/// A joint operation 联合执法: one body calls others to a place for a time. Each answers once, comes, and keeps a record of its own by its own two
/// officers. It decides nothing: whatever follows is filed and decided by one body in its own name.
/// </summary>
public sealed class JointOperation : JointSubject
{
    private readonly List<JointCall> calls = [];
    private readonly List<FollowUp> followUps = [];
    private readonly List<Filing> filings = [];

    /// <summary>One of <see cref="Origins"/>.</summary>
    public required string Origin { get; init; }

    /// <summary>The body that calls and leads 牵头单位.</summary>
    public required string Caller { get; init; }

    public required string Reason { get; init; }

    /// <summary>Codes of the power list.</summary>
    public required IReadOnlyList<string> Matters { get; init; }

    public required string Place { get; init; }
    public string? Grid { get; init; }

    /// <summary>The window on site; the end is exclusive.</summary>
    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset To { get; init; }

    /// <summary>One of <see cref="RiskLevels"/>: how soon an answer is due.</summary>
    public required string Level { get; init; }

    public required string SafetyPlan { get; init; }

    /// <summary>The caller's case it belongs to, if any: the bodies called do not see the case for that.</summary>
    public Guid? CaseId { get; init; }

    public string? CaseNumber { get; init; }
    public required Signed CalledBy { get; init; }
    public Minutes? Minutes { get; private set; }
    public Closing? Closing { get; private set; }
    public Cancellation? Cancellation { get; private set; }
    public IReadOnlyList<JointCall> Calls => calls;
    public IReadOnlyList<FollowUp> FollowUps => followUps;
    public IReadOnlyList<Filing> Filings => filings;

    public string State =>
        Cancellation is not null ? OperationStates.Cancelled
        : Closing is not null ? OperationStates.Closed
        : Minutes is not null ? OperationStates.Minuted
        : calls.Any(call => call.Arrival is not null) ? OperationStates.OnSite
        : OperationStates.Called;

    public bool IsOpen => Closing is null && Cancellation is null;

    /// <summary>Nobody promises to come when the window is over; who answers at its end has a day: a body that never comes is put down as absent one day.</summary>
    public DateTimeOffset LatestArrival(DateTimeOffset answeredAt) => To > answeredAt.AddDays(1) ? To : answeredAt.AddDays(1);

    public JointCall? CallOf(string body) => calls.FirstOrDefault(call => call.Body == body);

    /// <param name="due">The instant from which an answer is late; one's own call is answered as it is made.</param>
    internal void Add(string body, DateTimeOffset due, CallAnswer? own = null)
    {
        var call = new JointCall
        {
            Body = body,
            Capacity = own is null ? CallCapacities.Called : CallCapacities.Lead,
            CalledAt = MadeAt,
            DueAt = due,
        };
        call.Restore(own, null, null, null, null);
        calls.Add(call);
    }

    /// <summary>The body says once who comes and when, or refuses in writing. A late answer is taken all the same.</summary>
    /// <exception cref="RefusedException"><c>joint.over</c>, <c>joint.answered</c>, <c>joint.absent</c>.</exception>
    /// <exception cref="MalformedException"><c>arrivesAt</c>: before the call, or after <see cref="LatestArrival"/>.</exception>
    public void Answer(string body, CallAnswer answer)
    {
        var call = Open(body);
        if (call.Answer is not null)
            throw JointRefusals.Answered(this, call);
        if (call.Absence is not null)
            throw JointRefusals.Absent(this);
        if (answer.ArrivesAt < ToMinute(MadeAt))
            throw new MalformedException(("arrivesAt", "before-call"));
        if (answer.ArrivesAt > LatestArrival(answer.At))
            throw new MalformedException(("arrivesAt", "after-window"));
        call.Answer = answer;
    }

    /// <exception cref="RefusedException"><c>joint.over</c>, <c>joint.not-answered</c>, <c>joint.refused-to-come</c>, <c>joint.arrived</c>,
    /// <c>joint.absent</c>.</exception>
    /// <exception cref="MalformedException"><c>at</c>: before the call, or in the future.</exception>
    public void Arrive(string body, Arrival arrival)
    {
        var call = Open(body);
        if (call.Answer is null)
            throw JointRefusals.NotAnswered(this);
        if (!call.Answer.IsComing)
            throw JointRefusals.RefusedToCome(this);
        if (call.Absence is not null)
            throw JointRefusals.Absent(this);
        if (call.Arrival is not null)
            throw JointRefusals.Arrived(this);
        if (arrival.At < ToMinute(call.CalledAt))
            throw new MalformedException(("at", "before-call"));
        if (arrival.At > arrival.RegisteredAt)
            throw new MalformedException(("at", "future-time"));
        call.Arrival = arrival;
    }

    /// <summary>The lead says that a body did not come 缺席: it promised to and its time is over, or it never answered and its term is.</summary>
    /// <exception cref="RefusedException"><c>joint.over</c>, <c>joint.arrived</c>, <c>joint.absent</c>, <c>joint.refused-to-come</c>,
    /// <c>joint.still-time</c>.</exception>
    public void FindAbsent(string body, Absence absence)
    {
        var call = Open(body);
        if (call.Arrival is not null)
            throw JointRefusals.Arrived(this);
        if (call.Absence is not null)
            throw JointRefusals.Absent(this);
        if (call.Answer is { IsComing: false })
            throw JointRefusals.RefusedToCome(this);
        if (absence.At < (call.Answer is { ArrivesAt: { } promised } ? promised : call.DueAt))
            throw JointRefusals.StillTime(this);
        call.Absence = absence;
    }

    /// <summary>One record of the scene for each body, by two officers of its own.</summary>
    /// <exception cref="RefusedException"><c>joint.over</c>, <c>joint.not-arrived</c>, <c>joint.sheet-written</c>.</exception>
    /// <exception cref="MalformedException"><c>startedAt</c>, <c>endedAt</c>.</exception>
    public void Write(string body, RecordSheet sheet)
    {
        var call = Open(body);
        if (call.Arrival is null)
            throw JointRefusals.NotArrived(this);
        if (call.Sheet is not null)
            throw JointRefusals.SheetWritten(this);
        if (sheet.StartedAt < ToMinute(call.Arrival.At))
            throw new MalformedException(("startedAt", "before-arrival"));
        if (sheet.EndedAt < sheet.StartedAt)
            throw new MalformedException(("endedAt", "before-start"));
        if (sheet.EndedAt > sheet.At)
            throw new MalformedException(("endedAt", "future-time"));
        call.Sheet = sheet;
    }

    /// <summary>A case of one body: of the same party and matter no second body files (一事不二罚, Administrative Penalty Law art. 29).</summary>
    /// <exception cref="RefusedException"><c>joint.over</c>, <c>joint.sheet-first</c>, <c>joint.matter-not-called</c>, <c>joint.filed-already</c>.</exception>
    public void File(Filing filing)
    {
        var call = Open(filing.Body);
        if (call.Sheet is null)
            throw JointRefusals.SheetFirst(this);
        if (!Matters.Contains(filing.MatterCode))
            throw JointRefusals.MatterNotCalled(this);
        if (filings.FirstOrDefault(it => it.MatterCode == filing.MatterCode && it.Party == filing.Party) is { } first)
            throw JointRefusals.FiledAlready(first);
        filings.Add(filing);
    }

    /// <summary>会商纪要: what was found and agreed; it binds nobody outside and decides no penalty.</summary>
    /// <exception cref="RefusedException"><c>joint.over</c>, <c>joint.minuted</c>.</exception>
    public void Minute(Minutes minutes)
    {
        RequireOpen();
        if (Minutes is not null)
            throw JointRefusals.Minuted(this);
        Minutes = minutes;
    }

    /// <exception cref="RefusedException"><c>joint.over</c>, <c>joint.minutes-first</c>, <c>joint.not-called</c>.</exception>
    public void Add(FollowUp followUp)
    {
        RequireOpen();
        if (Minutes is null)
            throw JointRefusals.MinutesFirst(this);
        RequireTakingPart(followUp.Owner);
        followUps.Add(followUp);
    }

    /// <exception cref="RefusedException"><c>joint.over</c>, <c>joint.not-called</c>, <c>joint.follow-up-done</c>.</exception>
    /// <exception cref="NotVisibleException">There is no such follow-up.</exception>
    public void Give(int place, string owner)
    {
        RequireOpen();
        RequireTakingPart(owner);
        followUps[PlaceOf(place)] = Undone(place) with { Owner = owner };
    }

    /// <summary>Also after the operation is closed: what was agreed goes on.</summary>
    /// <exception cref="RefusedException"><c>joint.over</c> where it was cancelled, <c>joint.follow-up-done</c>.</exception>
    public void Finish(int place, FollowUpDone done)
    {
        if (Cancellation is not null)
            throw JointRefusals.Over(this);
        followUps[PlaceOf(place)] = Undone(place) with { Done = done };
    }

    /// <exception cref="RefusedException"><c>joint.over</c>, <c>joint.minutes-first</c>, <c>joint.records-missing</c> with the bodies, <c>joint.owner-missing</c>.</exception>
    public void Close(Closing closing, Func<string, string> nameOf)
    {
        RequireOpen();
        if (Minutes is null)
            throw JointRefusals.MinutesFirst(this);
        if (calls.Where(call => !call.HasItsRecord).ToList() is { Count: > 0 } missing)
            throw JointRefusals.RecordsMissing(missing.Select(call => nameOf(call.Body)));
        if (followUps.FirstOrDefault(it => it.Owner is null) is { } ownerless)
            throw JointRefusals.OwnerMissing(ownerless);
        Closing = closing;
    }

    /// <summary>While nobody has come.</summary>
    /// <exception cref="RefusedException"><c>joint.over</c>, <c>joint.on-site</c>.</exception>
    public void Cancel(Cancellation cancellation)
    {
        RequireOpen();
        if (State != OperationStates.Called)
            throw JointRefusals.OnSite(this);
        Cancellation = cancellation;
    }

    internal JointOperation Restored(
        IEnumerable<JointCall> bodies,
        IEnumerable<FollowUp> tasks,
        IEnumerable<Filing> cases,
        Minutes? minutes,
        Closing? closing,
        Cancellation? cancellation
    )
    {
        calls.AddRange(bodies);
        followUps.AddRange(tasks);
        filings.AddRange(cases);
        (Minutes, Closing, Cancellation) = (minutes, closing, cancellation);
        return this;
    }

    /// <summary>A form has no seconds: what happened in the minute of another thing did not happen before it.</summary>
    private static DateTimeOffset ToMinute(DateTimeOffset at) => at.AddTicks(-(at.UtcTicks % TimeSpan.TicksPerMinute));

    private JointCall Open(string body)
    {
        RequireOpen();
        return CallOf(body) ?? throw JointRefusals.NotCalled(this);
    }

    private void RequireOpen()
    {
        if (!IsOpen)
            throw JointRefusals.Over(this);
    }

    private void RequireTakingPart(string? owner)
    {
        if (owner is not null && owner != Caller && CallOf(owner) is null)
            throw JointRefusals.NotCalled(this);
    }

    private int PlaceOf(int place) => place >= 0 && place < followUps.Count ? place : throw new NotVisibleException();

    private FollowUp Undone(int place) => followUps[PlaceOf(place)] is { Done: null } open ? open : throw JointRefusals.FollowUpDone(this);
}
