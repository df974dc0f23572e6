using Enforcement.Deadlines;
using Enforcement.Shell;

namespace Enforcement.Escalations;

/// <summary>The terms of a letter, in working days: to sign for it one (DL-TRF-03); to answer it three, urgent one, from signature (DL-TRF-04).</summary>
/// <remarks>The day of delivery or signature does not count, and a term runs out with its last day.</remarks>
public sealed class LetterTerms(BusinessTime time, Func<Calendar> calendar)
{
    private static readonly Term ToSign = Term.Of(1, TermUnit.WorkingDay);
    private static readonly Term ToAnswer = Term.Of(3, TermUnit.WorkingDay);
    private static readonly Term ToAnswerUrgent = Term.Of(1, TermUnit.WorkingDay);

    public DateOnly DayOf(DateTimeOffset at) => time.DateOf(at);

    public DateTimeOffset SignDue(DateTimeOffset delivered) => EndOf(time.DateOf(delivered), ToSign);

    public DateTimeOffset AnswerDue(DateOnly signed, bool urgent) => EndOf(signed, urgent ? ToAnswerUrgent : ToAnswer);

    private DateTimeOffset EndOf(DateOnly start, Term term) => time.StartOf(calendar().LastDay(start, term).Due.AddDays(1));
}
