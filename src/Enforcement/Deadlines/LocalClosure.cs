using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Deadlines;

/// <summary>
/// Days on which the offices of a county are shut by its government (临时停止办公), which no notice of the State Council lists. They do not count in the
/// office's own terms, and it plans around them; a term of the law runs on, because no county can lengthen one (Administrative Penalty Law art. 85).
/// </summary>
/// <param name="From">First day shut.</param>
/// <param name="To">Last day shut.</param>
/// <param name="Document">Number of the county's paper.</param>
public sealed record LocalClosure(
    Guid Id,
    string County,
    DateOnly From,
    DateOnly To,
    string Reason,
    string Document,
    string AnnouncedBy,
    DateTimeOffset AnnouncedAt,
    string? WithdrawnBy,
    DateTimeOffset? WithdrawnAt
)
{
    public const int MostDays = 31;

    public bool Holds => WithdrawnAt is null;

    internal const string Columns =
        "id, county, from_day, to_day, reason, document, announced_by, announced_at, withdrawn_by, withdrawn_at";

    internal static LocalClosure Of(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetString(1),
            row.GetFieldValue<DateOnly>(2),
            row.GetFieldValue<DateOnly>(3),
            row.GetString(4),
            row.GetString(5),
            row.GetString(6),
            row.GetFieldValue<DateTimeOffset>(7),
            row.IsDBNull(8) ? null : row.GetString(8),
            row.IsDBNull(9) ? null : row.GetFieldValue<DateTimeOffset>(9)
        );

    internal Statement Insert() =>
        Statement.Of(
            $"insert into local_closures ({Columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, null, null)",
            P.Uuid(Id),
            P.Text(County),
            P.Date(From),
            P.Date(To),
            P.Text(Reason),
            P.Text(Document),
            P.Text(AnnouncedBy),
            P.Time(AnnouncedAt)
        );
}
