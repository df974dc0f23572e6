using System.Text.Json.Nodes;
using Enforcement.Processes;

namespace Enforcement.Notifications;

/// <summary>
/// What is to be told, to whom: everybody who holds a role at an organisation today, or one person; their stand-ins hear it too. A step sends
/// it: <c>step.Send(key, new Notice(…).ToMessage())</c>.
/// </summary>
/// <param name="Key">Resource of the words, with <paramref name="Arguments"/>; told in both languages.</param>
/// <param name="Link">Path within this service, such as <c>/tasks/…</c>.</param>
/// <param name="Statutory">A term of the law stands behind it, not one of the office.</param>
public sealed record Notice(
    string Organization,
    string Role,
    string Key,
    IReadOnlyList<NoticeArgument> Arguments,
    string? Link = null,
    string? CaseNumber = null,
    bool Statutory = false,
    DateTimeOffset? DueLegal = null,
    Guid? Person = null
)
{
    public const string Type = "notice.wanted";

    public OutboxMessage ToMessage() =>
        new(
            Type,
            2,
            new JsonObject
            {
                ["organization"] = Organization,
                ["role"] = Role,
                ["person"] = Person,
                ["key"] = Key,
                ["arguments"] = new JsonArray([.. Arguments.Select(argument => argument.ToJson())]),
                ["link"] = Link,
                ["caseNumber"] = CaseNumber,
                ["statutory"] = Statutory,
                ["dueLegal"] = DueLegal,
            }
        );
}

/// <summary>What goes into the words of a notice: the same in both languages, such as a number, or a name that each has its own word for.</summary>
public readonly record struct NoticeArgument(string Zh, string En)
{
    public static implicit operator NoticeArgument(string text) => new(text, text);

    internal JsonNode ToJson() => Zh == En ? JsonValue.Create(Zh) : new JsonObject { ["zh"] = Zh, ["en"] = En };

    internal static NoticeArgument Of(JsonNode? json) =>
        json is JsonObject both ? new NoticeArgument(both["zh"]?.ToString() ?? "", both["en"]?.ToString() ?? "") : json?.ToString() ?? "";
}
