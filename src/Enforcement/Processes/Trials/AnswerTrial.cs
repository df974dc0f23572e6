using Enforcement.Identity;

namespace Enforcement.Processes.Trials;

/// <summary>A workflow admin answers a wait of a trial, in everybody's place, or ends it.</summary>
public sealed class AnswerTrial(Steps steps, Trials trials)
{
    /// <exception cref="NotVisibleException">There is no such trial for this person.</exception>
    /// <exception cref="RefusedException"><c>trial.over</c>, <c>trial.not-waiting</c>, <c>trial.too-big</c>.</exception>
    /// <exception cref="MalformedException">By field.</exception>
    public Task RunAsync(Actor admin, Guid id, TrialAnswer answer, CancellationToken cancel)
    {
        var read = answer with { Fields = Trials.Read("fields", answer.Fields) };
        return MoveAsync(admin, id, work => work.Answer(read), cancel);
    }

    /// <exception cref="NotVisibleException">There is no such trial for this person.</exception>
    /// <exception cref="RefusedException"><c>trial.over</c>.</exception>
    public Task CancelAsync(Actor admin, Guid id, CancellationToken cancel) => MoveAsync(admin, id, work => work.Cancel(), cancel);

    private async Task MoveAsync(Actor admin, Guid id, Action<TrialWork> move, CancellationToken cancel)
    {
        var row = new StepRead<Trial>(TrialTable.Lock(id, TrialRights.BodiesOf(admin), steps.Now), TrialTable.From);
        await using var step = await steps.BeginNewAsync(admin, cancel, row);
        var trial = row.Row;
        move(trials.On(trial, await trials.GraphOfAsync(trial, cancel), step.Now));
        trial.UsedAt = step.Now;
        step.Write(TrialTable.Update(trial));
        await step.CommitAsync(cancel, () => new { trial.Id, trial.Status });
    }
}
