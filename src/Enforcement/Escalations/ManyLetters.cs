using System.Text.Json;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Escalations;

/// <summary>How one of many fared: done, or refused by a code that the single route would have given.</summary>
public sealed record LetterOutcome(Guid Id, bool Done, string? State, string? Code, string? Message);

/// <summary>Monday's tray: many letters at once, each in a step of its own, so that one that is refused holds up nobody.</summary>
public sealed class ManyLetters(SignForLetter sign, AcceptLetter accept)
{
    public const int Most = 200;

    public async Task<IReadOnlyList<LetterOutcome>> SignForAsync(Actor clerk, IReadOnlyList<Guid>? ids, CancellationToken cancel) =>
        await EachAsync(
            clerk,
            ids?.Distinct().ToList(),
            "ids",
            id => id,
            (actor, id) => StandingAsync(() => sign.RunAsync(actor, id, null, cancel))
        );

    public async Task<IReadOnlyList<LetterOutcome>> AcceptAsync(
        Actor head,
        IReadOnlyList<(Guid Id, string? Handler)>? letters,
        CancellationToken cancel
    ) =>
        await EachAsync(
            head,
            letters?.DistinctBy(letter => letter.Id).ToList(),
            "items",
            letter => letter.Id,
            (actor, letter) => AcceptAsync(actor, letter.Id, new Acceptance(letter.Handler), cancel)
        );

    /// <summary>
    /// 并案: the first that can be accepted opens one case, and the others go into it. Each sender has its own receipt and its own feedback. Sent again
    /// under its key, it goes on with the case that it opened before.
    /// </summary>
    public async Task<IReadOnlyList<LetterOutcome>> AcceptTogetherAsync(
        Actor head,
        IReadOnlyList<Guid>? ids,
        string? handler,
        CancellationToken cancel
    )
    {
        var into = default(string);
        return await EachAsync(
            head,
            ids?.Distinct().ToList(),
            "ids",
            id => id,
            async (actor, id) =>
            {
                var standing = await AcceptAsync(actor, id, new Acceptance(into is null ? handler : null, Into: into), cancel);
                into ??= standing.ReceiverCase?.ToString();
                return standing;
            }
        );
    }

    private static async Task<IReadOnlyList<LetterOutcome>> EachAsync<TItem>(
        Actor actor,
        List<TItem>? items,
        string field,
        Func<TItem, Guid> idOf,
        Func<Actor, TItem, Task<LetterStanding>> verb
    )
    {
        if (items is not { Count: > 0 })
            throw new MalformedException((field, "required"));
        if (items.Count > Most)
            throw new MalformedException((field, "too-long"));
        var outcomes = new List<LetterOutcome>();
        foreach (var item in items)
            outcomes.Add(await OneAsync(idOf(item), () => verb(ForOne(actor, idOf(item)), item)));
        return outcomes;
    }

    // Each step keeps its own answer under the request's key: sent again, what was done is not done twice.
    private static Actor ForOne(Actor actor, Guid id) =>
        actor.Request is { } request ? actor with { Request = request with { Key = $"{request.Key}:{id}" } } : actor;

    private Task<LetterStanding> AcceptAsync(Actor actor, Guid id, Acceptance said, CancellationToken cancel) =>
        StandingAsync(() => accept.RunAsync(actor, id, said, cancel));

    /// <summary>Where a letter stands after a verb: now, or as it was told when the same was asked before.</summary>
    private static async Task<LetterStanding> StandingAsync(Func<Task<Escalation>> verb)
    {
        try
        {
            return LetterStanding.Of(await verb());
        }
        catch (AnsweredBeforeException before)
        {
            return JsonSerializer.Deserialize<LetterStanding>(before.Answer, StepServices.Json)!;
        }
    }

    private static async Task<LetterOutcome> OneAsync(Guid id, Func<Task<LetterStanding>> verb)
    {
        try
        {
            return new LetterOutcome(id, true, (await verb()).State, null, null);
        }
        catch (RefusedException refused)
        {
            return new LetterOutcome(id, false, null, refused.Code, refused.Message);
        }
        catch (NotAllowedException not)
        {
            return new LetterOutcome(id, false, null, not.Code, not.Message);
        }
        catch (NotVisibleException)
        {
            return new LetterOutcome(id, false, null, "not-found", Texts.Of("refused.not-found"));
        }
        catch (ChangedMeanwhileException changed)
        {
            return new LetterOutcome(id, false, null, "changed-meanwhile", changed.Message);
        }
        catch (MalformedException malformed)
        {
            // The handler is all that is typed for many.
            var words = malformed.Faults.Select(fault =>
                Texts.Of("letters.malformed", Texts.Of($"letters.{fault.Field}"), Texts.Of($"malformed.{fault.Code}"))
            );
            return new LetterOutcome(id, false, null, "malformed", string.Join(" ", words));
        }
    }
}
