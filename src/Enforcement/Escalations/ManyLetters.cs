using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Escalations;

/// <summary>Many letters at once.</summary>
public sealed class ManyLetters(SignForLetter sign, AcceptLetter accept)
{
    /// <summary>What was ticked in a tray, under <c>ids</c>.</summary>
    /// <exception cref="RefusedException"><c>escalation.none-chosen</c>.</exception>
    public static List<Guid> Ticked(IFormCollection? form) =>
        form?["ids"] is { Count: > 0 } ids
            ? [.. ids.Select(text => Guid.TryParse(text, out var id) ? id : throw new MalformedException(("ids", "unknown")))]
            : throw EscalationRefusals.NoneChosen();

    public Task<IReadOnlyList<OneOfMany>> SignForAsync(Actor clerk, IReadOnlyList<Guid>? ids, CancellationToken cancel) =>
        Many.EachAsync(
            clerk,
            ids?.Distinct().ToList(),
            "ids",
            id => id,
            async (actor, id) => (await Many.StandingAsync(() => sign.RunAsync(actor, id, null, cancel), LetterStanding.Of)).State
        );

    public Task<IReadOnlyList<OneOfMany>> AcceptAsync(
        Actor head,
        IReadOnlyList<(Guid Id, string? Handler)>? letters,
        CancellationToken cancel
    ) =>
        Many.EachAsync(
            head,
            letters?.DistinctBy(letter => letter.Id).ToList(),
            "items",
            letter => letter.Id,
            async (actor, letter) => (await AcceptAsync(actor, letter.Id, new Acceptance(letter.Handler), cancel)).State,
            Words
        );

    /// <summary>
    /// 并案: the first that can be accepted opens one case, and the others go into it. Each sender has its own receipt and its own feedback. Sent again
    /// under its key, it goes on with the case that it opened before.
    /// </summary>
    public Task<IReadOnlyList<OneOfMany>> AcceptTogetherAsync(
        Actor head,
        IReadOnlyList<Guid>? ids,
        string? handler,
        CancellationToken cancel
    )
    {
        var into = default(string);
        return Many.EachAsync(
            head,
            ids?.Distinct().ToList(),
            "ids",
            id => id,
            async (actor, id) =>
            {
                var standing = await AcceptAsync(actor, id, new Acceptance(into is null ? handler : null, Into: into), cancel);
                into ??= standing.ReceiverCase?.ToString();
                return standing.State;
            },
            Words
        );
    }

    private Task<LetterStanding> AcceptAsync(Actor actor, Guid id, Acceptance said, CancellationToken cancel) =>
        Many.StandingAsync(() => accept.RunAsync(actor, id, said, cancel), LetterStanding.Of);

    /// <summary>The handler is all that is typed for many.</summary>
    private static string Words(MalformedException malformed) =>
        string.Join(
            " ",
            malformed.Faults.Select(fault =>
                Texts.Of("letters.malformed", Texts.Of($"letters.{fault.Field}"), Texts.Of($"malformed.{fault.Code}"))
            )
        );
}
