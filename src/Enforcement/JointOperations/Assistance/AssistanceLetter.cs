using Enforcement.Cases;
using Enforcement.JointOperations.Subjects;

namespace Enforcement.JointOperations.Assistance;

/// <summary>
/// A letter by which one body asks another 协助调查函: matter, basis, items, term, contact. Answered once, item by item, or refused in writing with its
/// reason. One that asks for a test, an appraisal or an identification stops the terms of its case until the result is there, or its period is over.
/// </summary>
public sealed class AssistanceLetter : JointSubject
{
    private List<LetterItem> items = [];

    /// <summary>One of <see cref="LetterPurposes"/>.</summary>
    public required string Kind { get; init; }

    public required string Asker { get; init; }
    public required string Asked { get; init; }
    public required string Matter { get; init; }
    public required string Basis { get; init; }
    public required string Contact { get; init; }

    /// <summary>The asker's case; whoever is asked does not see it for that.</summary>
    public Guid? CaseId { get; init; }

    public string? CaseNumber { get; init; }
    public required Signed SentBy { get; init; }

    /// <summary>The instant from which the answer is late; a late one is taken all the same.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>Null: the letter stops no term.</summary>
    public TestPeriod? Period { get; internal set; }

    public IReadOnlyList<LetterItem> Items => items;
    public LetterAnswer? Answer { get; private set; }
    public DateTimeOffset? ToldLateAt { get; internal set; }
    public DateTimeOffset? PauseEndedAt { get; internal set; }

    public CaseKey? CaseKey => CaseId is { } id ? new CaseKey(County, id) : null;

    /// <summary>When whoever was asked answered or refused; a letter that was taken back was not.</summary>
    public DateTimeOffset? AnsweredAt => State == LetterStates.Withdrawn ? null : Answer?.At;

    public string State => Answer?.How ?? LetterStates.Sent;

    public bool IsLate(DateTimeOffset at) => State != LetterStates.Withdrawn && (Answer?.At ?? at) >= DueAt;

    /// <summary>Of a test: the first day that counts again, the day of its result or the one after its period.</summary>
    public DateOnly? CountsAgainOn(Func<DateTimeOffset, DateOnly> dayOf) =>
        Period is not { } period ? null
        : Answer is { } answer && dayOf(answer.At) <= period.Until ? dayOf(answer.At)
        : period.Until.AddDays(1);

    internal void Ask(IEnumerable<string> what) => items = [.. what.Select(item => new LetterItem(item, null, null))];

    /// <summary>结果告知函: every item is answered, if only by saying that there is nothing.</summary>
    /// <exception cref="RefusedException"><c>assistance.over</c>.</exception>
    /// <exception cref="MalformedException"><c>results</c>: one for each item.</exception>
    public void Reply(IReadOnlyList<LetterItem> results, LetterAnswer answer)
    {
        RequireOpen();
        if (results.Count != items.Count)
            throw new MalformedException(("results", "each-item"));
        items = [.. items.Zip(results, (item, result) => item with { Provided = result.Provided, Result = result.Result })];
        Answer = answer;
    }

    /// <summary>In writing, with its reason; or taken back by whoever asked.</summary>
    /// <exception cref="RefusedException"><c>assistance.over</c>.</exception>
    public void End(LetterAnswer answer)
    {
        RequireOpen();
        Answer = answer;
    }

    internal AssistanceLetter Restored(
        IEnumerable<LetterItem> asked,
        LetterAnswer? answer,
        DateTimeOffset? told,
        TestPeriod? period,
        DateTimeOffset? ended
    )
    {
        items = [.. asked];
        (Answer, ToldLateAt, Period, PauseEndedAt) = (answer, told, period, ended);
        return this;
    }

    private void RequireOpen()
    {
        if (Answer is not null)
            throw AssistanceRefusals.Over(this);
    }
}

/// <param name="What">What is asked for.</param>
/// <param name="Provided">Null: not answered yet.</param>
public sealed record LetterItem(string What, bool? Provided, string? Result);

/// <param name="How">One of <see cref="LetterStates"/> but the first.</param>
/// <param name="Words">Closing words of an answer, the reason of a refusal or of a withdrawal.</param>
/// <param name="Basis">Of a refusal: the provision it rests on, if any.</param>
public sealed record LetterAnswer(Signed By, DateTimeOffset At, string How, string? Words, string? Basis);

/// <summary>检测鉴定期间: days that do not count, told to the party in writing (Administrative Compulsion Law art. 25(3)).</summary>
/// <param name="From">First day that does not count.</param>
/// <param name="Until">Last day that does not count, if no result comes before.</param>
/// <param name="Notice">Number of the period notice 期间告知书.</param>
/// <param name="Clocks">Terms of the case that wait for it.</param>
public sealed record TestPeriod(int Days, DateOnly From, DateOnly Until, string Notice, IReadOnlyList<WaitingClock> Clocks);

/// <param name="Rule">Such as <c>DL-PEN-07</c>.</param>
public sealed record WaitingClock(Guid Id, string Rule);

/// <summary>What a letter asks for; words: <c>assistance.kind.&lt;code&gt;</c>.</summary>
public static class LetterPurposes
{
    /// <summary>协助调查.</summary>
    public const string Investigation = "investigation";

    /// <summary>检验检测.</summary>
    public const string Testing = "testing";

    public static IReadOnlyList<string> All { get; } = [Investigation, Testing, "appraisal", "identification"];

    /// <summary>检测、鉴定、认定 take time that does not count.</summary>
    public static bool StopsTerms(string kind) => kind != Investigation;
}

/// <summary>Where a letter stands; words: <c>assistance.state.&lt;code&gt;</c>.</summary>
public static class LetterStates
{
    public const string Sent = "sent";
    public const string Answered = "answered";
    public const string Refused = "refused";
    public const string Withdrawn = "withdrawn";

    public static IReadOnlyList<string> All { get; } = [Sent, Answered, Refused, Withdrawn];
}

/// <summary>Every way a letter says no.</summary>
internal static class AssistanceRefusals
{
    public static RefusedException Over(AssistanceLetter it) => new("assistance.over", it.Number);

    public static RefusedException Oneself() => new("assistance.oneself") { Field = "asked" };

    /// <summary>A test stops the terms of a case: it needs one.</summary>
    public static RefusedException CaseNeeded() => new("assistance.case-needed") { Field = "caseNumber" };

    public static RefusedException NotYourCase() => new("assistance.not-your-case") { Field = "caseNumber" };

    public static RefusedException CaseClosed() => new("assistance.case-closed") { Field = "caseNumber" };

    public static NotAllowedException HeadsOnly() => new("assistance.heads-only");

    public static NotAllowedException NotYours(AssistanceLetter it) => new("assistance.not-yours", it.Number);
}
