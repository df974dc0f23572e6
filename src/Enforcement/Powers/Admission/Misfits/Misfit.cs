using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Powers.Admission.Misfits;

/// <summary>"This rule does not fit" 规则不适用: a township reports an item, a matter, a deadline rule or a form by its code; the county answers.</summary>
public sealed class Misfit
{
    public required Guid Id { get; init; }

    /// <summary>Of the township's series.</summary>
    public required string Number { get; set; }

    public required string Township { get; init; }

    /// <summary>One of <see cref="MisfitSubjects"/>.</summary>
    public required string Subject { get; init; }

    public required string SubjectCode { get; init; }
    public required string Report { get; init; }
    public required DutyAct Filed { get; init; }
    public required Journal Events { get; init; }

    public MisfitAnswer? Answer { get; private set; }

    public string County => RowId.CountyOf(Id);

    public string State => Answer is null ? MisfitStates.Open : MisfitStates.Answered;

    /// <exception cref="RefusedException"><c>misfit.answered</c>.</exception>
    public void Say(MisfitAnswer answer)
    {
        if (Answer is not null)
            throw DutyRefusals.MisfitAnswered();
        Answer = answer;
    }

    internal Misfit Restored(MisfitAnswer? answer)
    {
        Answer = answer;
        return this;
    }
}

public sealed record MisfitAnswer(string Text, DutyAct By);

public static class MisfitSubjects
{
    public static IReadOnlyList<string> All { get; } = ["item", "matter", "deadline-rule", "form"];
}

public static class MisfitStates
{
    public const string Open = "open";
    public const string Answered = "answered";

    public static IReadOnlyList<string> All { get; } = [Open, Answered];
}

internal static class MisfitTable
{
    public const string Name = "misfits";

    public const string Columns = "id, number, township, subject, subject_code, report, filed, answer, event_seq, event_head";

    public static Statement Lock(Guid id) => DutyRow.Lock(Name, Columns, id);

    public static Misfit From(NpgsqlDataReader row) =>
        new Misfit
        {
            Id = row.GetGuid(0),
            Number = row.GetString(1),
            Township = row.GetString(2),
            Subject = row.GetString(3),
            SubjectCode = row.GetString(4),
            Report = row.GetString(5),
            Filed = row.Json<DutyAct>(6)!,
            Events = new Journal(row.GetInt32(8), row.GetFieldValue<byte[]>(9)),
        }.Restored(row.Json<MisfitAnswer>(7));

    public static Statement Insert(Misfit it) =>
        Statement.Of(
            """
            insert into misfits (county_code, id, number, township, subject, subject_code, report, filed, state, event_seq, event_head)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """,
            P.Text(it.County),
            P.Uuid(it.Id),
            P.Text(it.Number),
            P.Text(it.Township),
            P.Text(it.Subject),
            P.Text(it.SubjectCode),
            P.Text(it.Report),
            StoredJson.Of(it.Filed),
            P.Text(it.State),
            P.Int(it.Events.Seq),
            P.Bytes(it.Events.Head)
        );

    public static Statement Update(Misfit it) =>
        Statement.Hit(
            Name,
            "update misfits set answer = $3, state = $4, event_seq = $5, event_head = $6 where county_code = $1 and id = $2 returning 1",
            P.Text(it.County),
            P.Uuid(it.Id),
            StoredJson.Of(it.Answer),
            P.Text(it.State),
            P.Int(it.Events.Seq),
            P.Bytes(it.Events.Head)
        );
}
