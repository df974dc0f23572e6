using System.Text.Json.Nodes;
using Enforcement.Benchmarks.Harness;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Tasks;

namespace Enforcement.Benchmarks.Transitions;

/// <summary>
/// Two transitions of the township's case that lead into each other for ever: the officer proposes closing, the head returns the proposal.
/// Each closes a task and its clock and opens the next of both, and the case changes hands. They stand at the end of a case, where its data,
/// its journal and its done tasks are the longest.
/// </summary>
internal sealed class ClosingLoop
{
    public const string Proposal = "closingDraft";

    private readonly CompleteTask complete;
    private readonly Actor officer;
    private readonly Actor head;

    private ClosingLoop(CompleteTask complete, Actor officer, Actor head) =>
        (this.complete, this.officer, this.head) = (complete, officer, head);

    /// <param name="seed">A case that waits for its proposal of closing.</param>
    public static async Task<ClosingLoop> OfAsync(BenchmarkService service, Guid seed)
    {
        var owner = service.Database.Owner;
        var officer = await owner.AskAsync<Guid>("select officers[1] from cases where id = $1", seed);
        var township = await owner.AskAsync<string>("select owner_org from cases where id = $1", seed);
        return new ClosingLoop(
            service.Of<CompleteTask>(),
            await service.ActorAsync(officer),
            await service.HolderAsync(Roles.AgencyHead, township)
        );
    }

    private static readonly string[] Results =
    [
        "已责令改正并缴纳罚款，当事人已自行清理现场，案件办理完毕。",
        "已责令改正并缴纳罚款，复查时现场已恢复原状，案件办理完毕。",
    ];

    /// <summary>
    /// The answer of a turn: even ones propose, odd ones return. Each proposal says another thing than the one before, so that the case learns
    /// something new as it does in an office, and its data are written.
    /// </summary>
    public static TaskCompletion Answer(int turn) =>
        turn % 2 == 0
            ? new("submit", new JsonObject { ["closingResult"] = Results[turn / 2 % 2] })
            : new("return", new JsonObject { ["closingHeadView"] = "请补充复查照片后重新呈报。" });

    public Actor WhoAnswers(int turn) => turn % 2 == 0 ? officer : head;

    /// <returns>The task that waits now, and the round trips that it took.</returns>
    public async Task<(Guid Task, int RoundTrips)> TurnAsync(int turn, Guid task)
    {
        await using var step = await complete.RunAsync(WhoAnswers(turn), task, Answer(turn), CancellationToken.None);
        return (step.Main.Part<OpenTasks>().Open.Single(open => open.Kind is TaskKind.Flow).Id, step.RoundTrips);
    }
}

/// <summary>A pool of cases in the loop; each client goes round those of its own.</summary>
internal sealed class LoopingCases(ClosingLoop loop, IReadOnlyList<Guid> tasks)
{
    private readonly (Guid Task, int Turn)[] cases = [.. tasks.Select(task => (task, 0))];

    /// <summary>All clients at once, until the time is over.</summary>
    /// <returns>How many transitions were made.</returns>
    public async Task<int> RunAsync(int clients, TimeSpan time)
    {
        using var end = new CancellationTokenSource(time);
        var made = await Task.WhenAll(
            Enumerable.Range(0, clients).Select(client => Task.Run(() => ClientAsync(client, clients, end.Token)))
        );
        return made.Sum();
    }

    /// <summary>One transition of every case.</summary>
    public Task OnceEachAsync(int clients) =>
        Task.WhenAll(
            Enumerable
                .Range(0, clients)
                .Select(client =>
                    Task.Run(async () =>
                    {
                        for (var at = client; at < cases.Length; at += clients)
                            await TurnAsync(at);
                    })
                )
        );

    /// <summary>One transition of one case.</summary>
    /// <returns>The round trips that it took.</returns>
    public Task<int> OneAsync() => TurnAsync(0);

    private async Task<int> ClientAsync(int client, int clients, CancellationToken end)
    {
        var made = 0;
        for (var at = client; !end.IsCancellationRequested; at += clients, made++)
        {
            if (at >= cases.Length)
                at = client;
            await TurnAsync(at);
        }
        return made;
    }

    private async Task<int> TurnAsync(int at)
    {
        var (task, turn) = cases[at];
        var (next, trips) = await loop.TurnAsync(turn, task);
        cases[at] = (next, turn + 1);
        return trips;
    }
}
