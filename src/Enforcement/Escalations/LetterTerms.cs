using Enforcement.Deadlines;
using Enforcement.Identity;
using Enforcement.Shell;

namespace Enforcement.Escalations;

/// <summary>
/// The terms of a letter, by the rules in force: to sign for it (DL-TRF-03) from delivery, to answer it (DL-TRF-04; of the police, to decide whether to
/// file, DL-CRM-04) from signature, to supplement it (DL-TRF-05) from the return, to negotiate (DL-TRF-07) from the objection, and to designate
/// (DL-TRF-08) from the report; and those that follow the word of the police (DL-CRM-06 to 09).
/// </summary>
/// <remarks>
/// The day of delivery or signature does not count, and a term runs out with its last day. They are the office's own terms: days on which the county of
/// whoever has to act is shut do not count.
/// </remarks>
public sealed class LetterTerms(BusinessTime time, DeadlineBook book, OrganizationDirectory organizations)
{
    private const string ToSign = "DL-TRF-03";
    private const string ToAnswer = "DL-TRF-04";
    private const string ToSupplement = "DL-TRF-05";
    private const string ToNegotiate = "DL-TRF-07";
    private const string ToDesignate = "DL-TRF-08";

    /// <summary>Three days; ten or thirty where the rules of the field say so, by the fact <c>policeTerm</c>.</summary>
    private const string PoliceToDecide = "DL-CRM-04";
    private const string ToAskPolice = "DL-CRM-06";
    private const string PoliceToReconsider = "DL-CRM-07";
    private const string ToSuggestSupervision = "DL-CRM-08";
    private const string ToHandOver = "DL-CRM-09";
    private const string Urgent = "urgent";

    public DateOnly DayOf(DateTimeOffset at) => time.DateOf(at);

    public DateTimeOffset StartOf(DateOnly day) => time.StartOf(day);

    public DateOnly LastDayOf(DateTimeOffset due) => time.LastDayOf(due);

    /// <summary>The instant from which a letter is unsigned too long.</summary>
    public DateTimeOffset SignDue(DateTimeOffset delivered, string receiver) =>
        book.Current.DueOf(ToSign, time.DateOf(delivered), delivered, county: CountyOf(receiver)).Legal;

    /// <summary>The instant from which an answer is late, and silence has accepted where it accepts.</summary>
    public DateTimeOffset AnswerDue(DateOnly signed, Escalation letter, Cases.CaseFile caseFile) =>
        letter.Kind != LetterKinds.PoliceReferral
            ? AnswerDue(signed, letter.Urgent, letter.Receiver)
            : book
                .Current.DueOf(
                    PoliceToDecide,
                    signed,
                    time.StartOf(signed),
                    caseFile.Data.Text("policeTerm") is ("ten" or "complex") and { } term ? term : "",
                    CountyOf(letter.Receiver)
                )
                .Legal;

    /// <summary>The same of what came from outside, where there is no case yet.</summary>
    public DateTimeOffset AnswerDue(DateOnly signed, bool urgent, string receiver) =>
        book.Current.DueOf(ToAnswer, signed, time.StartOf(signed), urgent ? Urgent : "", CountyOf(receiver)).Legal;

    /// <summary>
    /// Whether silence accepts: what a flow waits for, in the name of a department of this installation. The police file no crime by saying nothing, and a
    /// township handles nothing without two officers, whom nobody has named.
    /// </summary>
    public bool IsAcceptedBySilence(Escalation letter) =>
        letter is { IsBeside: false, Kind: not LetterKinds.PoliceReferral }
        && !organizations.IsBeyond(letter)
        && organizations.Find(letter.Receiver)?.IsTownship != true;

    /// <summary>The term to answer. Null: the receiver is a body outside this installation, whose terms are its own.</summary>
    public DateTimeOffset? AnswerBy(DateOnly signed, Escalation letter, Cases.CaseFile caseFile) =>
        organizations.IsBeyond(letter) ? null : AnswerDue(signed, letter, caseFile);

    /// <summary>The instant from which the two have negotiated long enough over an objection.</summary>
    public DateTimeOffset NegotiateDue(DateTimeOffset objected, string receiver) =>
        book.Current.DueOf(ToNegotiate, time.DateOf(objected), objected, county: CountyOf(receiver)).Legal;

    /// <summary>The instant by which the common superior designates what was reported to it.</summary>
    public DateTimeOffset DesignateDue(DateTimeOffset reported, string superior) =>
        book.Current.DueOf(ToDesignate, time.DateOf(reported), reported, county: CountyOf(superior)).Legal;

    /// <summary>The instant at which a term after the word of the police is over, from the day of what begins it.</summary>
    /// <param name="wait">One of <see cref="PoliceWaits"/>.</param>
    public DateTimeOffset PoliceDue(string wait, DateOnly from, Escalation letter)
    {
        var (rule, body) = wait switch
        {
            PoliceWaits.ToAsk => (ToAskPolice, letter.Sender),
            PoliceWaits.ToReconsider => (PoliceToReconsider, letter.Receiver),
            PoliceWaits.ToSuggest => (ToSuggestSupervision, letter.Sender),
            _ => (ToHandOver, letter.Sender),
        };
        return book.Current.DueOf(rule, from, time.StartOf(from), county: CountyOf(body)).Legal;
    }

    /// <summary>
    /// When silence does something to a waiting letter, by the calendar as it is known now. A due day that was reckoned without its year's list, or
    /// before the county was shut, may have moved since.
    /// </summary>
    public DateTimeOffset DueAnew(Escalation letter, Cases.CaseFile caseFile)
    {
        if (letter.State is LetterStates.Delivered)
            return SignDue(letter.SentAt, letter.Receiver);
        if (letter.State is LetterStates.Objected)
            return NegotiateDue(letter.Objection!.At, letter.Receiver);
        // A receiver that was confirmed by a designation has its term from then on.
        var (signed, designated) = (letter.Receipt!.On, letter.Designation is { } designation ? DayOf(designation.At) : default);
        return AnswerDue(designated > signed ? designated : signed, letter, caseFile);
    }

    /// <summary>The last day, included, on which the sender supplies what a return asks for.</summary>
    public DateOnly LastDayToSupplement(DateOnly returned, string sender) =>
        book.Current.DueOf(ToSupplement, returned, time.StartOf(returned), county: CountyOf(sender)).Day;

    private string CountyOf(string organization) => organizations.Find(organization)?.County ?? "";
}
