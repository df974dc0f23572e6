using Enforcement.Cases;
using Enforcement.Escalations;
using Enforcement.Evidence;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Handoffs;

/// <summary>An answer as it is sent, by form or link.</summary>
/// <param name="Answer">One of <see cref="AnswerKinds"/>.</param>
/// <param name="By">Name of whoever answers for the other body.</param>
/// <param name="On">Day on the paper; null: today.</param>
public sealed record AnswerRequest(
    string? Answer,
    string? By,
    string? Post,
    string? Phone,
    string? Number,
    string? On,
    List<string?>? Items,
    string? Reason,
    string? CompetentBody
)
{
    /// <exception cref="MalformedException">By field.</exception>
    internal HandoffAnswer Read(string through, DateTimeOffset at, DateOnly today)
    {
        var kind = PlainText.RequiredLine("answer", Answer, 20);
        if (!AnswerKinds.All.Contains(kind))
            throw new MalformedException(("answer", "unknown"));
        var items = LetterTexts.Items("items", Items);
        if (kind == AnswerKinds.Returned && items.Count == 0)
            throw new MalformedException(("items", "required"));
        var objects = kind == AnswerKinds.Objected;
        return new HandoffAnswer(kind, through, PlainText.RequiredLine("by", By, 60), at, Days.Past("on", On, today) ?? today)
        {
            Post = PlainText.Optional("post", Post, 60),
            Phone = PlainText.Optional("phone", Phone, 40),
            Number = PlainText.Optional("number", Number, 60),
            Items = items,
            Reason = objects ? LetterTexts.Required("reason", Reason) : LetterTexts.Optional("reason", Reason),
            CompetentBody = objects ? LetterTexts.Required("competentBody", CompetentBody) : null,
        };
    }
}

/// <summary>登记回执: writes down what a body outside answered on paper, with the scan of it. Whoever writes it down acts for whoever signed the paper.</summary>
public sealed class RegisterPaperAnswer(Steps steps, AnswerHandoff answers, IFileStore files, HandoffReader reader, BusinessTime time)
{
    /// <exception cref="NotAllowedException">Nobody of the sender.</exception>
    /// <exception cref="MalformedException">By field; <c>scan</c> is required.</exception>
    /// <exception cref="RefusedException"><c>handoff.answered-by-peer</c>, <c>handoff.expired</c>, <c>escalation.…</c>, <c>file.…</c>.</exception>
    public async Task<LetterStanding> RunAsync(Actor clerk, Guid id, AnswerRequest request, IncomingFile? scan, CancellationToken cancel)
    {
        var answer = request.Read(AnswerWays.Paper, time.Now.ToUniversalTime(), time.Today);
        if (scan is null)
            throw new MalformedException(("scan", "required"));
        var known = (await reader.FindAsync(clerk, id, cancel)).Handoff;
        Demand(clerk, known);
        var liaison = AnswerHandoff.Liaison(known.Receiver, answer.By, Guid.Empty, clerk);
        await using var step = await steps.BeginAsync(liaison, CaseOf.Row(HandoffTable.Name, id), cancel);
        var handoff = step.Main.Part<CaseHandoffs>().Find(id);
        var paper = TakenFile.Of(files, scan, handoff.CaseKey.County, handoff.Sender, handoff.CaseKey.Id, clerk, step.Now);
        paper.WriteIn(step);
        paper.RecordIn(step.Main);
        var letter = await answers.ApplyAsync(
            step,
            id,
            answer with
            {
                At = step.Now,
                Scan = paper.Attachment.Id,
                RegisteredBy = clerk.Name,
            },
            cancel
        );
        await step.CommitAsync(cancel, () => LetterStanding.Of(letter));
        return LetterStanding.Of(letter);
    }

    private static void Demand(Actor clerk, Handoff handoff)
    {
        _ = HandoffRights.ToCarry(clerk, handoff) ?? throw HandoffRefusals.NotYours();
        if (handoff.Way == HandoffWays.Peer)
            throw HandoffRefusals.AnsweredByPeer();
    }
}
