using Enforcement.Identity;
using Enforcement.Persistence;
using Npgsql;

namespace Enforcement.Escalations;

/// <summary>Who may be given an accepted letter: a handler of the receiver, on the day.</summary>
public sealed record LetterHandler(Guid Id, string UserName, string Name, string Organization)
{
    private const string Select = """
        select distinct a.id, a.user_name, a.name, p.organization from accounts a join posts p on p.person = a.id
        where p.role = any ($1) and p.valid_from <= $2 and (p.valid_to is null or p.valid_to >= $2) and (a.ended_on is null or a.ended_on >= $2)
        """;

    // A department has handlers, a township officers: nobody is both at one body.
    private static readonly string[] Handlers = [Roles.CountyHandler, Roles.Officer];

    internal static Statement Named(string? userName, DateOnly on) =>
        Statement.Of($"{Select} and a.normalized_user_name = upper($3)", P.Texts(Handlers), P.Date(on), P.Text(userName));

    internal static Statement Of(IEnumerable<string> organizations, DateOnly on) =>
        Statement.Of(
            $"{Select} and p.organization = any ($3) order by p.organization, a.user_name",
            P.Texts(Handlers),
            P.Date(on),
            P.Texts(organizations)
        );

    /// <summary>Those of the receiver among the accounts that were named.</summary>
    /// <param name="isTownship">It needs both: nothing in its procedure goes without two (Administrative Penalty Law art. 42).</param>
    /// <exception cref="MalformedException"><c>handler</c> or <c>second</c>: wanted and missing, or nobody of the receiver's, or the same.</exception>
    internal static IReadOnlyList<LetterHandler> Chosen(
        Escalation letter,
        bool isTownship,
        (string? Name, IReadOnlyList<LetterHandler> Found) first,
        (string? Name, IReadOnlyList<LetterHandler> Found) second
    )
    {
        var chosen = new[] { Of("handler", first), isTownship ? Of("second", second) : null }.OfType<LetterHandler>().ToList();
        return chosen.DistinctBy(it => it.Id).Count() == chosen.Count ? chosen : throw new MalformedException(("second", "unknown"));

        LetterHandler? Of(string field, (string? Name, IReadOnlyList<LetterHandler> Found) named) =>
            named.Name is null
                ? isTownship
                    ? throw new MalformedException((field, "required"))
                    : null
                : named.Found.FirstOrDefault(person => person.Organization == letter.Receiver)
                    ?? throw new MalformedException((field, "unknown"));
    }

    internal static LetterHandler From(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3));
}
