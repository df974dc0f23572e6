using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Npgsql;

namespace Enforcement.Escalations;

/// <summary>
/// Another case of the same party and the same matter, with a violation day close by. Of one that the asking person may not see this is all that is
/// told.
/// </summary>
/// <param name="FiledOn">立案; null: not filed.</param>
/// <param name="IsFirst">最先立案: filed by another body before this case was (Administrative Penalty Law art. 25).</param>
/// <param name="IsFined">A fine was decided in it (art. 29).</param>
/// <param name="IsSeen">The asking person sees the case itself.</param>
public sealed record SameAct(
    string Number,
    string Organization,
    string Stage,
    bool IsOpen,
    string? Outcome,
    DateOnly ViolationOn,
    DateOnly? FiledOn,
    bool IsFirst,
    bool IsFined,
    bool IsSeen
);

/// <summary>
/// 一事不二罚: looks for cases of the same party (number of the identity card or of the unit; where one is not known, the exact name) and the same matter.
/// It finds what may be the same act; whether it is, people say.
/// </summary>
public sealed class SameActs(ScopedReads reads)
{
    /// <summary>Days, before and after, within which two violations may be one act.</summary>
    public const int Days = 30;

    /// <returns>Oldest first; none for a case that the person does not see.</returns>
    public async Task<IReadOnlyList<SameAct>> OfAsync(Scope scope, CaseKey key, CancellationToken cancel) =>
        await reads.RowsAsync(scope, Read(key), From, cancel);

    /// <summary>Within the step, as whoever acts in it sees them.</summary>
    public static async Task<IReadOnlyList<SameAct>> OfAsync(Step step, CaseKey key, CancellationToken cancel)
    {
        var acts = new StepRead<SameAct>(Read(key), From);
        await step.ReadAsync(cancel, acts);
        return acts.Rows;
    }

    /// <summary>Within the step, and nobody else decides about these parties in this matter before it ends.</summary>
    public static async Task<IReadOnlyList<SameAct>> HoldAsync(Step step, CaseKey key, CancellationToken cancel)
    {
        var held = new StepRead<object>(
            Statement.Of("select guard.hold_acts($1, $2)", P.Text(key.County), P.Uuid(key.Id)),
            _ => DBNull.Value
        );
        var acts = new StepRead<SameAct>(Read(key), From);
        await step.ReadAsync(cancel, held, acts);
        return acts.Rows;
    }

    private static Statement Read(CaseKey key) =>
        Statement.Of("select * from guard.same_acts($1, $2, $3)", P.Text(key.County), P.Uuid(key.Id), P.Int(Days));

    private static SameAct From(NpgsqlDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3) == "open",
            row.IsDBNull(4) ? null : row.GetString(4),
            row.GetFieldValue<DateOnly>(5),
            row.IsDBNull(6) ? null : row.GetFieldValue<DateOnly>(6),
            row.GetBoolean(7),
            row.GetBoolean(8),
            row.GetBoolean(9)
        );
}

/// <summary>Same acts in <c>GET /api/cases/{number}</c>.</summary>
internal sealed class CaseSameActs(SameActs acts) : ICaseExtension
{
    public string Name => "sameActs";

    public async Task<object?> ReadAsync(Actor actor, CaseFile caseFile, CancellationToken cancel) =>
        await acts.OfAsync(actor.Scope, caseFile.Key, cancel);
}
