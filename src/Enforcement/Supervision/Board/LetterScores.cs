using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Shell;
using Npgsql;

namespace Enforcement.Supervision.Board;

/// <summary>What became of the letters that a body sent, or received, in a period. A letter that goes on to another body is two: of each its own.</summary>
/// <param name="Side"><see cref="LetterQuery.Received"/> or <see cref="LetterQuery.Sent"/>.</param>
/// <param name="Open">Nobody has answered it yet.</param>
/// <param name="DaysToSign">Calendar days from sending to signature, on average; null: none is signed for.</param>
/// <param name="Elsewhere">Declined by the police, or gone on to another body.</param>
/// <param name="AcceptRate">Of those that were answered, from 0 to 1; null: none was. What was withdrawn is no answer.</param>
public sealed record LetterScore(
    string Side,
    string Organization,
    string OrganizationName,
    int Letters,
    int Open,
    decimal? DaysToSign,
    int? MostDaysToSign,
    int Accepted,
    int BySilence,
    int Returned,
    int Objected,
    int Elsewhere,
    decimal? AcceptRate,
    decimal? ReturnRate
);

/// <param name="From">First day of sending.</param>
/// <param name="To">Last day of sending.</param>
/// <param name="Kind">One of <see cref="LetterKinds"/>; null: all.</param>
public sealed record LetterScoreQuery(DateOnly From, DateOnly To, string? Kind)
{
    /// <summary>Where no first day is given: so many days, today included.</summary>
    public const int UsualDays = 90;

    /// <exception cref="MalformedException"><c>from</c>, <c>to</c>: no day, or the wrong way round; <c>kind</c>: no kind of letter.</exception>
    public static LetterScoreQuery Of(string? from, string? to, string? kind, DateOnly today)
    {
        if (kind is { Length: > 0 } && !LetterKinds.All.Contains(kind))
            throw new MalformedException(("kind", "unknown"));
        var last = DayText.Read("to", to) ?? today;
        var first = DayText.Read("from", from) ?? DateOnly.FromDayNumber(Math.Max(last.DayNumber - UsualDays + 1, 0));
        return first <= last
            ? new LetterScoreQuery(first, last, kind is { Length: > 0 } ? kind : null)
            : throw new MalformedException(("to", "range"));
    }
}

/// <summary>
/// The board of letters 移送看板: how often what a body sends, and what it receives, is accepted or returned, and how long until somebody signs. Amounts
/// of fines are nowhere on it.
/// </summary>
/// <remarks>
/// Heads read it of their bodies, superiors and auditors of the bodies of their region, each from the letters that they see: a letter that comes in from
/// beyond a superior's region is not among them.
/// </remarks>
public sealed class LetterScores(ScopedReads reads, OrganizationDirectory organizations, BusinessTime time)
{
    // A case that is taken up unasked is a letter that the department answers itself: nobody waited for it.
    private const string Select = """
        select s.side, s.body, count(*)::integer, count(*) filter (where e.state in ('delivered', 'signed', 'objected', 'disputed'))::integer,
            round(avg(d.days), 1), max(d.days), count(*) filter (where e.state = 'accepted')::integer,
            count(*) filter (where e.state = 'accepted' and e.answer ->> 'by' is null)::integer, count(*) filter (where e.state = 'returned')::integer,
            count(*) filter (where e.objection is not null)::integer, count(*) filter (where e.state in ('declined', 'redirected'))::integer
        from escalations e
        cross join lateral (values ('received', e.receiver_org), ('sent', e.sender_org)) s (side, body)
        cross join lateral (select (e.receipt ->> 'on')::date - (e.sent_at at time zone $5)::date as days) d
        where (e.sender_org = any ($1) or e.receiver_org = any ($1)) and s.body = any ($1)
            and e.sent_at >= $2 and e.sent_at < $3 and ($4::text is null or e.kind = $4)
            and not (e.kind = 'take-up' and coalesce(e.receipt -> 'by' ->> 'id' = e.sent_by ->> 'id', false))
        group by 1, 2 order by 1, 3 desc, 2
        """;

    /// <returns>The received first, then the sent; those with most letters first.</returns>
    /// <exception cref="NotAllowedException"><c>board.heads-only</c>.</exception>
    public async Task<IReadOnlyList<LetterScore>> OfAsync(Actor actor, LetterScoreQuery query, CancellationToken cancel)
    {
        var scope = BoardScope.Of(actor, organizations);
        var bodies = organizations
            .Known.Values.Where(body => scope.Regions.Any(region => organizations.LiesIn(body.Code, region)))
            .Select(body => body.Code)
            .Union(scope.Bodies);
        return await reads.RowsAsync(
            actor.Scope,
            Statement.Of(
                Select,
                P.Texts(bodies),
                P.Time(time.StartOf(query.From)),
                P.Time(time.StartOf(query.To.AddDays(1))),
                P.Text(query.Kind),
                P.Text(time.Zone.Id)
            ),
            Score,
            cancel
        );
    }

    private LetterScore Score(NpgsqlDataReader row)
    {
        var (accepted, returned, elsewhere) = (row.GetInt32(6), row.GetInt32(8), row.GetInt32(10));
        var answered = accepted + returned + elsewhere;
        return new LetterScore(
            row.GetString(0),
            row.GetString(1),
            organizations.NameOf(row.GetString(1)),
            row.GetInt32(2),
            row.GetInt32(3),
            row.IsDBNull(4) ? null : row.GetDecimal(4),
            row.IsDBNull(5) ? null : row.GetInt32(5),
            accepted,
            row.GetInt32(7),
            returned,
            row.GetInt32(9),
            elsewhere,
            Rate(accepted),
            Rate(returned)
        );

        decimal? Rate(int part) => answered == 0 ? null : Math.Round((decimal)part / answered, 3);
    }
}
