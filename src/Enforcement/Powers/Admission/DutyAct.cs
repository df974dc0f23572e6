using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;

namespace Enforcement.Powers.Admission;

/// <summary>Who did something, for which body, and when.</summary>
/// <param name="StandingInFor">Name of the absent holder of the post.</param>
public sealed record DutyAct(Guid Id, string Name, string Organization, DateTimeOffset At, string? StandingInFor = null)
{
    public static DutyAct Of(Actor actor, Post post, DateTimeOffset at) =>
        new(actor.PersonId, actor.Name, post.Organization, at, post.StandsInFor?.Name);
}

/// <summary>The chain of what was done to a request, a task or a report; rows are only ever added.</summary>
internal static class DutyEvents
{
    public static IEnumerable<Statement> Add(Guid subject, Journal events) =>
        events.Added.Select(entry =>
            Statement.Of(
                """
                insert into duty_events (county_code, subject_id, seq, at, content, content_version, hash_function, prev_hash, hash)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                """,
                P.Text(RowId.CountyOf(subject)),
                P.Uuid(subject),
                P.Int(entry.Seq),
                P.Time(entry.At),
                P.Text(entry.Content),
                P.Short(JournalEntry.ContentVersion),
                P.Text(JournalEntry.HashFunction),
                P.Bytes(entry.PrevHash),
                P.Bytes(entry.Hash)
            )
        );

    /// <summary>Writes a row and what was done to it, in this order: whoever sees the row may add to its chain.</summary>
    public static void Write(this Step step, Guid subject, Statement row, Journal events)
    {
        step.Write(row);
        foreach (var statement in Add(subject, events))
            step.Write(statement);
    }

    public static JsonObject Detail(params (string Name, string? Value)[] values)
    {
        var detail = new JsonObject();
        foreach (var (name, value) in values)
            if (value is not null)
                detail[name] = value;
        return detail;
    }
}
