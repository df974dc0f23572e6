using System.Text.Json;
using Enforcement.Identity;
using Enforcement.Shell;

namespace Enforcement.Processes;

/// <summary>How one of many fared: done, or refused by a code that the single route would have given.</summary>
/// <param name="State">It stands in now; null: refused.</param>
public sealed record OneOfMany(Guid Id, bool Done, string? State, string? Code, string? Message);

/// <summary>Monday's tray: one verb on many at once, each in a step of its own, so that one that is refused holds up nobody.</summary>
public static class Many
{
    public const int Most = 200;

    /// <param name="field">Under which the items came, for the refusal of none or of more than <see cref="Most"/>.</param>
    /// <param name="verb">By the actor with a key for this item alone: sent again, what was done is not done twice. Gives the state.</param>
    /// <param name="words">For what was typed once for all of them; null: nothing was.</param>
    /// <exception cref="MalformedException">None or too many.</exception>
    public static async Task<IReadOnlyList<OneOfMany>> EachAsync<TItem>(
        Actor actor,
        List<TItem>? items,
        string field,
        Func<TItem, Guid> idOf,
        Func<Actor, TItem, Task<string>> verb,
        Func<MalformedException, string>? words = null
    )
    {
        if (items is not { Count: > 0 })
            throw new MalformedException((field, "required"));
        if (items.Count > Most)
            throw new MalformedException((field, "too-long"));
        var outcomes = new List<OneOfMany>();
        foreach (var item in items)
            outcomes.Add(await OneAsync(idOf(item), () => verb(ForOne(actor, idOf(item)), item), words));
        return outcomes;
    }

    /// <summary>How it stands after a verb: now, or as it was told when the same was asked before.</summary>
    public static async Task<TStanding> StandingAsync<T, TStanding>(Func<Task<T>> verb, Func<T, TStanding> standing)
    {
        try
        {
            return standing(await verb());
        }
        catch (AnsweredBeforeException before)
        {
            return JsonSerializer.Deserialize<TStanding>(before.Answer, StepServices.Json)!;
        }
    }

    private static Actor ForOne(Actor actor, Guid id) =>
        actor.Request is { } request ? actor with { Request = request with { Key = $"{request.Key}:{id}" } } : actor;

    private static async Task<OneOfMany> OneAsync(Guid id, Func<Task<string>> verb, Func<MalformedException, string>? words)
    {
        try
        {
            return new OneOfMany(id, true, await verb(), null, null);
        }
        catch (RefusedException refused)
        {
            return Refused(refused.Code, refused.Message);
        }
        catch (NotAllowedException not)
        {
            return Refused(not.Code, not.Message);
        }
        catch (NotVisibleException)
        {
            return Refused("not-found", Texts.Of("refused.not-found"));
        }
        catch (ChangedMeanwhileException changed)
        {
            return Refused("changed-meanwhile", changed.Message);
        }
        catch (MalformedException malformed)
        {
            return Refused("malformed", words?.Invoke(malformed) ?? malformed.Message);
        }

        OneOfMany Refused(string code, string message) => new(id, false, null, code, message);
    }
}
