using System.Diagnostics;
using System.Text.Json.Nodes;
using Enforcement.Benchmarks.Harness;
using Enforcement.Cases;
using Enforcement.Processes;
using Enforcement.Tasks;
using Enforcement.Workflows.Execution;

namespace Enforcement.Benchmarks.Transitions;

/// <summary>What the engine takes of a transition: the turns of the loop in memory, state read, run, state written.</summary>
internal static class EngineShare
{
    private const int WarmUp = 3000;
    private const int Times = 5000;

    public static async Task<double> MillisecondsAsync(BenchmarkService service, ClosingLoop loop, Guid task)
    {
        var resumes = new List<Resume>();
        for (var turn = 0; turn < 2; turn++)
        {
            resumes.Add(await ReadAsync(service, loop, turn, task));
            task = (await loop.TurnAsync(turn, task)).Task;
        }
        var engine = service.Of<WorkflowEngine>();
        Run(WarmUp);
        var began = Stopwatch.GetTimestamp();
        Run(Times);
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds / Times / resumes.Count;

        void Run(int times)
        {
            for (var i = 0; i < times; i++)
                foreach (var resume in resumes)
                    engine.Resume(WorkflowInstance.Load(resume.Graph, resume.State), resume.Stimulus).Instance.Save();
        }
    }

    private static async Task<Resume> ReadAsync(BenchmarkService service, ClosingLoop loop, int turn, Guid task)
    {
        await using var step = await service
            .Of<Steps>()
            .BeginAsync(loop.WhoAnswers(turn), CaseOf.Row("tasks", task), CancellationToken.None);
        var answer = ClosingLoop.Answer(turn);
        return new Resume(
            step.Main.Definition.Graph,
            step.Main.Flow!.Save(),
            new ResumeStimulus
            {
                InstanceId = step.Case.Key.Id.ToString(),
                BookmarkId = step.Main.Part<OpenTasks>().Find(task).Bookmark!.Value,
                Input = new JsonObject { ["outcome"] = answer.Outcome, ["fields"] = answer.Fields },
                Now = step.Now,
                Seed = 1,
                Facts = step.Case.ToFacts(),
            }
        );
    }

    private sealed record Resume(WorkflowGraph Graph, byte[] State, ResumeStimulus Stimulus);
}
