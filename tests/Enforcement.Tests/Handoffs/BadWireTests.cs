using Enforcement.Escalations;
using Enforcement.Handoffs;
using Enforcement.Handoffs.Incoming;
using Enforcement.Processes;
using Enforcement.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit.Abstractions;

namespace Enforcement.Tests.Handoffs;

/// <summary>
/// Two installations exchange cases while messages are lost, doubled, delayed and turned around, steps die before their commit, and both are killed at
/// random. In the merged history exactly one side has the duty at each instant. A handful here; a thousand with <c>LONG=1</c>.
/// </summary>
public sealed class BadWireTests(ITestOutputHelper output)
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("LONG") == "1";

    private static readonly int Handoffs = IsLong ? 1_000 : 10;

    /// <summary>A kill costs seconds: so many in all.</summary>
    private static readonly int Kills = IsLong ? 30 : 2;

    [Fact]
    public async Task Exactly_one_side_has_the_duty_at_each_instant()
    {
        var seed = Environment.GetEnvironmentVariable("SEED") is { } given ? int.Parse(given) : 20261124;
        output.WriteLine($"SEED={seed}");
        var chance = new Random(seed);
        var houses = new TwoHouses();
        await houses.InitializeAsync();
        try
        {
            houses.Wire.Chance = chance;
            var (offered, killed, acts) = (new List<Guid>(), 0, 0);
            while (offered.Count < Handoffs || await HasOpenAsync(houses))
            {
                acts++;
                if (offered.Count < Handoffs && chance.Next(3) == 0)
                    offered.Add(await houses.Wangcheng.HandOverAsync("430624"));
                BreakSome(houses, chance);
                await ActAsync(houses, chance);
                Mend(houses);
                if (killed < Kills && chance.Next(Math.Max(2, Handoffs * 4 / Kills)) == 0)
                {
                    killed++;
                    await houses.KillAsync(chance.Next(2) == 0);
                }
                if (acts % 10 == 0)
                    await JudgeAsync(houses);
                if (acts > Handoffs * 200)
                    throw new InvalidOperationException("It does not come to an end.");
            }
            houses.Wire.Chance = null;
            await houses.SettleAsync();

            await JudgeAsync(houses);
            var released = await houses.Wangcheng.Database.ColumnAsync<Guid>(
                "select id from handoffs where released_at is not null order by id"
            );
            var held = await houses.Xiangyin.Database.ColumnAsync<Guid>(
                "select handoff_id from incoming_letters where state = 'held' order by handoff_id"
            );
            held.ShouldBe(released, ignoreOrder: true);
            (await houses.Wangcheng.Database.ScalarAsync<long>("select count(*) from handoffs where way = 'peer'")).ShouldBe(Handoffs);
            released.Count.ShouldBeGreaterThan(Handoffs / 4);
            // One case here for each that was released, and never two.
            (await houses.Xiangyin.Database.ScalarAsync<long>("select count(*) from cases")).ShouldBe(released.Count);
            output.WriteLine($"{Handoffs} handoffs, {released.Count} accepted, {killed} kills, {acts} acts");
        }
        finally
        {
            await houses.DisposeAsync();
        }
    }

    /// <summary>Somebody does something, or a clock passes.</summary>
    private static async Task ActAsync(TwoHouses houses, Random chance)
    {
        try
        {
            switch (chance.Next(12))
            {
                case 0 or 1 or 2:
                    await houses.SayAsync(houses.Wangcheng);
                    break;
                case 3 or 4 or 5:
                    await houses.SayAsync(houses.Xiangyin);
                    break;
                case 6 or 7 or 8:
                    // Their registry works through a tray, not letter by letter.
                    for (var letters = chance.Next(1, 8); letters > 0; letters--)
                        await AnswerAsync(houses.Xiangyin, chance);
                    break;
                case 9:
                    await WithdrawAsync(houses.Wangcheng, chance);
                    break;
                case 10:
                    await houses
                        .Wangcheng.Services.GetRequiredService<ExpireHandoffs>()
                        .RunAsync(houses.Wangcheng.Clock.GetUtcNow(), default);
                    break;
            }
        }
        catch (Exception fault) when (fault is Crash or RefusedException or NotVisibleException or PostgresException or NpgsqlException)
        {
            // It died before its commit, or somebody else was first: whoever it was does it again or does not.
        }
        houses.Wangcheng.Clock.Advance(TimeSpan.FromMinutes(chance.Next(1, 15)));
        houses.Xiangyin.Clock.Advance(houses.Wangcheng.Clock.GetUtcNow() - houses.Xiangyin.Clock.GetUtcNow());
    }

    private static async Task AnswerAsync(TestService house, Random chance)
    {
        var open = await house.Database.ColumnAsync<string>(
            "select id || ' ' || state from incoming_letters where state in ('offered', 'signed') order by id"
        );
        if (open.Count == 0)
            return;
        var (id, state) = open[chance.Next(open.Count)].Split(' ') is [var first, var second] ? (Guid.Parse(first), second) : default;
        if (state == "offered")
            await house.Services.GetRequiredService<SignForIncoming>().RunAsync(await house.ActorAsync("xy-clerk"), id, default);
        else if (chance.Next(5) == 0)
            await house
                .Services.GetRequiredService<ReturnIncoming>()
                .RunAsync(await house.ActorAsync("xy-unit"), id, ["照片"], null, default);
        else
            await house
                .Services.GetRequiredService<AcceptIncoming>()
                .RunAsync(await house.ActorAsync("xy-unit"), id, "CG-02", null, default);
    }

    private static async Task WithdrawAsync(TestService house, Random chance)
    {
        var open = await house.Database.ColumnAsync<Guid>("select id from escalations where state in ('delivered', 'signed') order by id");
        if (open.Count > 0 && chance.Next(4) == 0)
            await house
                .Services.GetRequiredService<WithdrawLetter>()
                .RunAsync(await house.ActorAsync("ho-squad"), open[chance.Next(open.Count)], "误送", default);
    }

    /// <summary>What the two have written down, put together: at no instant both, at no instant neither.</summary>
    private static async Task JudgeAsync(TwoHouses houses)
    {
        // Theirs first: what they hold now was released before; what is released here later is no fault.
        var theirs = await houses.Xiangyin.Database.ColumnAsync<string>(
            "select handoff_id || ' ' || extract(epoch from duty_from) from incoming_letters where duty_from is not null"
        );
        var ours = (
            await houses.Wangcheng.Database.ColumnAsync<string>(
                "select id || ' ' || extract(epoch from released_at) from handoffs where released_at is not null"
            )
        ).ToHashSet();
        // Theirs begins at the very instant at which ours ended, and only then; whatever is not released is ours.
        theirs.Where(held => !ours.Contains(held)).ShouldBeEmpty();
        // Nothing was released that they had not accepted with their signature, and none of those was taken back there.
        var released = ours.Select(line => Guid.Parse(line.Split(' ')[0])).ToList();
        var bound = await houses.Xiangyin.Database.ColumnAsync<Guid>(
            "select handoff_id from incoming_letters where state in ('accepted', 'held') and handoff_id = any ($1)",
            (object)released.ToArray()
        );
        bound.Count.ShouldBe(released.Count);
        (
            await houses.Wangcheng.Database.ScalarAsync<long>(
                """
                select count(*) from handoffs h where released_at is not null
                    and not exists (select from handoff_inbox i where i.handoff_id = h.id and i.kind = 'accepted' and i.outcome = 'taken')
                """
            )
        ).ShouldBe(0);
    }

    private static async Task<bool> HasOpenAsync(TwoHouses houses) =>
        await houses.WaitingAsync() > 0
        || await houses.Wangcheng.Database.ScalarAsync<long>("select count(*) from escalations where state in ('delivered', 'signed')") > 0;

    private static void BreakSome(TwoHouses houses, Random chance)
    {
        foreach (var house in (TestService[])[houses.Wangcheng, houses.Xiangyin])
            if (chance.Next(8) == 0)
                house.Services.GetRequiredService<StepServices>().Failpoint = _ => throw new Crash();
    }

    private static void Mend(TwoHouses houses)
    {
        foreach (var house in (TestService[])[houses.Wangcheng, houses.Xiangyin])
            house.Services.GetRequiredService<StepServices>().Failpoint = null;
    }

    private sealed class Crash : Exception;
}
