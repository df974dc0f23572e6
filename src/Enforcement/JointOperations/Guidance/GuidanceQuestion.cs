using Enforcement.Identity;
using Enforcement.JointOperations.Subjects;
using Enforcement.Persistence;
using Enforcement.Processes;
using Npgsql;

namespace Enforcement.JointOperations.Guidance;

/// <summary>
/// A question of guidance 业务指导 and its answer. The answer is advice: the township remains responsible for what it decides. Facts are masked before
/// they leave the township; what was typed is not kept.
/// </summary>
public sealed class GuidanceQuestion : JointSubject
{
    public required string Asker { get; init; }
    public required string Department { get; init; }
    public required string Question { get; init; }
    public required string Facts { get; init; }
    public required Signed AskedBy { get; init; }

    /// <summary>The instant from which the answer is late.</summary>
    public required DateTimeOffset DueAt { get; init; }

    public Advice? Answer { get; private set; }
    public Publication? Published { get; private set; }

    public string State =>
        Published is not null ? GuidanceStates.Published
        : Answer is not null ? GuidanceStates.Answered
        : GuidanceStates.Asked;

    public bool IsLate(DateTimeOffset at) => (Answer?.At ?? at) >= DueAt;

    /// <exception cref="RefusedException"><c>guidance.answered</c>.</exception>
    public void Advise(Advice advice)
    {
        if (Answer is not null)
            throw GuidanceRefusals.Answered(this);
        Answer = advice;
    }

    /// <exception cref="RefusedException"><c>guidance.not-answered</c>, <c>guidance.published</c>.</exception>
    public void Publish(Publication publication)
    {
        if (Answer is null)
            throw GuidanceRefusals.NotAnswered(this);
        if (Published is not null)
            throw GuidanceRefusals.Published(this);
        Published = publication;
    }

    internal GuidanceQuestion Restored(Advice? advice, Publication? publication)
    {
        (Answer, Published) = (advice, publication);
        return this;
    }
}

/// <param name="ValidUntil">Last day on which it holds; null: until further notice.</param>
public sealed record Advice(Signed By, DateTimeOffset At, string Text, DateOnly? ValidUntil);

/// <param name="Title">Under which other townships find it; masked.</param>
/// <param name="Text">The advice as they read it, masked; null: it was published before advice was masked.</param>
public sealed record Publication(Signed By, DateTimeOffset At, string Title, string? Text);

/// <summary>Where a question stands; words: <c>guidance.state.&lt;code&gt;</c>.</summary>
public static class GuidanceStates
{
    public const string Asked = "asked";
    public const string Answered = "answered";
    public const string Published = "published";
}

/// <summary>Every way guidance says no.</summary>
internal static class GuidanceRefusals
{
    public static RefusedException Answered(GuidanceQuestion it) => new("guidance.answered", it.Number);

    public static RefusedException NotAnswered(GuidanceQuestion it) => new("guidance.not-answered", it.Number);

    public static RefusedException Published(GuidanceQuestion it) => new("guidance.published", it.Number);

    public static NotAllowedException TownshipsOnly() => new("guidance.townships-only");

    public static NotAllowedException NotYours(GuidanceQuestion it) => new("guidance.not-yours", it.Number);
}

internal static class GuidanceTable
{
    public const string Columns = """
        s.number, s.made_at, s.event_seq, s.event_head, g.id, g.asker, g.department, g.question, g.facts, g.asked_by, g.due_at, g.answer, g.published
        """;

    private const string Select = $"""
        select {Columns} from guidance_questions g join joint_subjects s on s.county_code = g.county_code and s.id = g.id
        """;

    public static Statement ReadOne(Guid id) =>
        Statement.Of($"{Select} where g.county_code = $1 and g.id = $2", P.Text(RowId.CountyOf(id)), P.Uuid(id));

    public static Statement OfBodies(IReadOnlyList<string> bodies, IReadOnlyList<string> regions, Guid before, int limit) =>
        Statement.Of(
            $"""
            {Select}
            where (g.asker = any ($1) or g.department = any ($1) or g.county_code = any ($2) or left(g.county_code, 4) = any ($2)
                or left(g.county_code, 2) = any ($2)) and g.id < $3
            order by g.id desc limit $4
            """,
            P.Texts(bodies),
            P.Texts(regions),
            P.Uuid(before),
            P.Int(limit)
        );

    public static SubjectRead<GuidanceQuestion> Locked(Guid id) =>
        new OneRow<GuidanceQuestion>(id, SubjectKinds.Question, ReadOne(id), From);

    public static GuidanceQuestion From(NpgsqlDataReader row)
    {
        var head = SubjectTable.HeadFrom(row);
        return new GuidanceQuestion
        {
            Id = row.GetGuid(4),
            Number = head.Number,
            MadeAt = head.MadeAt,
            Events = head.Journal,
            Asker = row.GetString(5),
            Department = row.GetString(6),
            Question = row.GetString(7),
            Facts = row.GetString(8),
            AskedBy = row.Json<Signed>(9)!,
            DueAt = row.GetFieldValue<DateTimeOffset>(10),
        }.Restored(row.Json<Advice>(11), row.Json<Publication>(12));
    }

    public static Statement Insert(GuidanceQuestion it) =>
        Statement.Of(
            """
            insert into guidance_questions (county_code, id, number, asker, department, question, facts, asked_by, asked_at, due_at, state)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """,
            P.Text(it.County),
            P.Uuid(it.Id),
            P.Text(it.Number),
            P.Text(it.Asker),
            P.Text(it.Department),
            P.Text(it.Question),
            P.Text(it.Facts),
            StoredJson.Of(it.AskedBy),
            P.Time(it.MadeAt),
            P.Time(it.DueAt),
            P.Text(it.State)
        );

    public static Statement Update(GuidanceQuestion it) =>
        Statement.Hit(
            "guidance_questions",
            """
            update guidance_questions set state = $3, answer = $4, published = $5, published_at = $6
            where county_code = $1 and id = $2 returning 1
            """,
            P.Text(it.County),
            P.Uuid(it.Id),
            P.Text(it.State),
            StoredJson.Of(it.Answer),
            StoredJson.Of(it.Published),
            P.Time(it.Published?.At)
        );
}
