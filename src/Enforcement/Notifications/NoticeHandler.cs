using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Notifications;

/// <summary>
/// Turns <c>notice.wanted</c> into inbox rows, and into e-mails for those who have an address. Version 1 is what a definition says
/// (<c>role, function, text</c>); version 2 is a <see cref="Notice"/>. The same delivery twice tells a person once.
/// </summary>
public sealed class NoticeHandler(ScopedReads reads, NotificationWriter writer) : IOutboxHandler
{
    public string Type => Notice.Type;

    public async Task HandleAsync(OutboxDelivery delivery, CancellationToken cancel)
    {
        var telling = delivery.Version switch
        {
            1 => await OfDefinitionAsync(delivery, cancel),
            2 => OfNotice(delivery.Payload),
            _ => throw new InvalidOperationException($"notice.wanted has no version {delivery.Version}."),
        };
        await writer.WriteAsync(delivery, telling, cancel);
    }

    private static Telling OfNotice(JsonObject payload)
    {
        var key = Required(payload, "key");
        if (!Texts.Has(key))
            throw new InvalidOperationException($"There are no words for the notice '{key}'.");
        NoticeArgument[] arguments = [.. payload["arguments"]?.AsArray().Select(NoticeArgument.Of) ?? []];
        return new Telling(
            Required(payload, "organization"),
            Required(payload, "role"),
            payload["person"]?.GetValue<Guid>(),
            key,
            JsonSerializer.Serialize(arguments.Select(argument => argument.ToJson()), StepServices.Json),
            (
                Texts.InBoth(key, [.. arguments.Select(argument => argument.Zh)]).Zh,
                Texts.InBoth(key, [.. arguments.Select(argument => argument.En)]).En
            ),
            payload["link"]?.GetValue<string>(),
            payload["caseNumber"]?.GetValue<string>(),
            payload["statutory"]?.GetValue<bool>() ?? false,
            payload["dueLegal"]?.GetValue<DateTimeOffset>(),
            payload["personal"]?.GetValue<bool>() ?? false
        );
    }

    private async Task<Telling> OfDefinitionAsync(OutboxDelivery delivery, CancellationToken cancel)
    {
        var (number, owner, handler) = await CaseAsync(delivery.About, cancel);
        var function = delivery.Payload["function"]?.GetValue<string>() ?? "owner";
        var text = Required(delivery.Payload, "text");
        return new Telling(
            function switch
            {
                "owner" => owner,
                "handler" => handler,
                _ => $"{delivery.About.County}-{function}",
            },
            Required(delivery.Payload, "role"),
            null,
            null,
            "[]",
            (text, text),
            $"/cases/{number}",
            number,
            false,
            null
        );
    }

    private async Task<(string Number, string Owner, string Handler)> CaseAsync(CaseKey key, CancellationToken cancel) =>
        await reads.RowsAsync(
            Scope.Everything,
            Statement.Of(
                "select number, owner_org, handler_org from cases where county_code = $1 and id = $2",
                P.Text(key.County),
                P.Uuid(key.Id)
            ),
            row => (row.GetString(0), row.GetString(1), row.GetString(2)),
            cancel
        )
            is [var found]
            ? found
            : throw new InvalidOperationException($"A notice speaks of the case {key.Id}, which is not there.");

    private static string Required(JsonObject payload, string name) =>
        payload[name]?.GetValue<string>() is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException($"A notice without '{name}'.");
}

/// <summary>A notice in words, before it is known who hears it.</summary>
/// <param name="Personal">It speaks of one person alone, and no group hears it.</param>
public sealed record Telling(
    string Organization,
    string Role,
    Guid? Person,
    string? Key,
    string Arguments,
    (string Zh, string En) Text,
    string? Link,
    string? CaseNumber,
    bool Statutory,
    DateTimeOffset? DueLegal,
    bool Personal = false
);
