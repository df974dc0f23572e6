using System.Text.Json.Nodes;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Processes;

namespace Enforcement.Escalations;

/// <summary>What somebody found of one item of the list.</summary>
/// <param name="Ordinal">Its place in the list.</param>
/// <param name="Usable">Null: not checked now; such an item stays as it is.</param>
/// <param name="Reason">Wanted where it is not usable.</param>
public sealed record CheckedItem(int Ordinal, bool? Usable, string? Reason);

/// <summary>
/// 证据核对: the receiver records of each item of the list that it was checked and is usable, or why it is not. Another body's evidence is used after
/// such a check and not before. A later check takes the place of an earlier one, and the journal has both.
/// </summary>
public sealed class CheckEvidence(Steps steps, LetterActs acts)
{
    /// <exception cref="MalformedException"><c>items.3.reason</c>: what is not usable has a reason; <c>items</c>: none, twice the same, or not on the list.</exception>
    public async Task<Escalation> RunAsync(Actor actor, Guid id, IReadOnlyList<CheckedItem?>? items, CancellationToken cancel)
    {
        var found = Read(items);
        var list = new StepRead<LetterEvidence>(LetterEvidenceTable.Of(id), LetterEvidenceTable.From);
        await using var step = await steps.BeginAsync(actor, CaseOf.Row(EscalationTable.Name, id), cancel, list);
        var letter = step.Main.Part<CaseLetters>().Find(id);
        var post = acts.ToCheckEvidence(actor, letter) ?? throw EscalationRefusals.NotYours(letter);
        if (letter.Receipt is null)
            throw EscalationRefusals.NotSigned(letter);
        if (letter.State is not (LetterStates.Signed or LetterStates.Accepted))
            throw EscalationRefusals.AnsweredBefore(letter);

        var told = new JsonArray();
        foreach (var item in found)
        {
            var listed = list.Rows.FirstOrDefault(it => it.Ordinal == item.Ordinal) ?? throw new MalformedException(("items", "unknown"));
            var check = new EvidenceCheck(Signer.Of(actor, post), step.Now, item.Usable!.Value, item.Reason);
            step.Main.Write(LetterEvidenceTable.Check(id, item.Ordinal, check));
            told.Add(
                new JsonObject
                {
                    ["name"] = listed.Name,
                    ["sha256"] = listed.Sha256,
                    ["usable"] = check.Usable,
                    ["reason"] = check.Reason,
                    ["before"] = listed.Check?.Usable,
                }
            );
        }
        step.Main.Record("letter.evidence-checked", new JsonObject { ["letter"] = letter.Number, ["items"] = told }, post);
        if (found.Any(item => item.Usable == false))
            LetterNotices.TellSender(step.Main, letter, "notice.letter-evidence");
        await step.CommitAsync(cancel, () => LetterStanding.Of(letter));
        return letter;
    }

    private static List<CheckedItem> Read(IReadOnlyList<CheckedItem?>? items)
    {
        var found = new List<CheckedItem>();
        foreach (var item in items ?? [])
        {
            if (item is null)
                throw new MalformedException(("items", "required"));
            if (item.Usable is not { } usable)
                continue;
            var reason = $"items.{item.Ordinal}.reason";
            found.Add(item with { Reason = usable ? null : LetterTexts.Required(reason, item.Reason) });
        }
        if (found.Count == 0)
            throw new MalformedException(("items", "required"));
        return found.DistinctBy(item => item.Ordinal).Count() == found.Count ? found : throw new MalformedException(("items", "unknown"));
    }
}
