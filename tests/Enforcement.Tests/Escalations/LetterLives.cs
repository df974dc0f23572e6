using System.Text.Json.Nodes;
using CsCheck;
using Enforcement.Cases;
using Enforcement.Deadlines;
using Enforcement.Escalations;
using Enforcement.Identity;
using Enforcement.Notifications;
using Enforcement.Persistence;
using Enforcement.Processes;
using Enforcement.Tasks;
using Enforcement.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static Enforcement.Tests.Escalations.LetterBench;
using static Enforcement.Tests.Escalations.LetterModel;

namespace Enforcement.Tests.Escalations;

/// <summary>
/// Lives of letters on a database of their own, one after the other, beside <see cref="LetterModel"/>: after each command the tables must show what the
/// model expects.
/// </summary>
internal sealed class LetterLives : IAsyncDisposable
{
    private static readonly string[] Kinds = ["lead-transfer", "case-transfer", "police-referral"];
    private static readonly string[] Departments = [Department, Other, Urban];
    private static readonly string[] Named = [Department, Other, Urban, Township];

    /// <param name="Fitting">Which of the verbs that fit the state takes the place of the verb; -1: none does.</param>
    /// <param name="Way">Whether it is done once, twice, cut off, or at the same time as the next command.</param>
    private sealed record Command(string Verb, int Which, int Body, int Side, Way Way, int Fitting);

    private enum Way
    {
        Once,
        Twice,
        CutOff,
        WithTheNext,
    }

    private const string Stage = """
        select case when state = 'closed' then 'over'
            when exists (select from tasks t where t.county_code = $1 and t.case_id = c.id and t.node = 'draft' and t.state = 'open') then 'draft'
            when exists (select from escalations e where e.county_code = $1 and e.case_id = c.id and e.state in ('delivered', 'signed', 'objected', 'disputed'))
                then 'waiting'
            else 'result' end
        from cases c where c.county_code = $1 and c.id = $2
        """;

    private const string Term = """
        select state || case when due_legal <= $3 then ' over' else '' end from clocks where county_code = $1 and case_id = $2 and rule = 'DL-PEN-02'
        """;

    private const string Letters = """
        select id, state, receiver_org, chain_id, ordinal, number, sign_due, accept_due, dispute_due, designation ->> 'organization',
            answer::text, receiver_case_id, feedback is not null,
            (select (word ->> 'organization') || ' ' || (word ->> 'thirdBody') from jsonb_array_elements(negotiation -> 'words') with ordinality o (word, n)
                where word ->> 'thirdBody' is not null order by n desc limit 1)
        from escalations where county_code = $1 and case_id = $2 order by sent_at, id
        """;

    private static readonly Gen<string> Verbs = Gen.Frequency(
        (6, Gen.Const("send")),
        (8, Gen.Const("sign")),
        (4, Gen.Const("accept")),
        (3, Gen.Const("return")),
        (6, Gen.Const("object")),
        (5, Gen.Const("negotiate")),
        (3, Gen.Const("agree")),
        (2, Gen.Const("report")),
        (2, Gen.Const("designate")),
        (1, Gen.Const("withdraw")),
        (1, Gen.Const("decline")),
        (3, Gen.Const("sweep")),
        (2, Gen.Const("result")),
        (4, Gen.Const("jump"))
    );

    private static readonly Gen<Command> Commands = Gen.Select(
        Verbs,
        Gen.Frequency((6, Gen.Const(-1)), (1, Gen.Int[0, 5])),
        Gen.Int[0, 3],
        Gen.Frequency((7, Gen.Const(0)), (3, Gen.Const(1)), (1, Gen.Const(2))),
        Gen.Frequency((8, Gen.Const(Way.Once)), (1, Gen.Const(Way.Twice)), (1, Gen.Const(Way.CutOff)), (1, Gen.Const(Way.WithTheNext))),
        Gen.Frequency((1, Gen.Const(-1)), (2, Gen.Int[0, 100])),
        (verb, which, body, side, way, fitting) => new Command(verb, which, body, side, way, fitting)
    );

    private static readonly Gen<(int Kind, List<Command> Commands)> Lives = Gen.Select(Gen.Int[0, 2], Commands.List[4, 20]);

    private readonly Dictionary<string, int> seen = [];
    private readonly TestDatabase database;
    private readonly LetterBench bench;

    /// <summary>What looks at the tables after each command, and keeps what it has prepared.</summary>
    private readonly NpgsqlConnection eye;
    private CaseFile file = null!;
    private LetterModel model = null!;
    private List<Row> rows = [];
    private string stage = "";
    private string? standsStill;

    private LetterLives(TestDatabase database, LetterBench bench, NpgsqlConnection eye) =>
        (this.database, this.bench, this.eye) = (database, bench, eye);

    /// <summary>How often each state and each way of doing things has come up.</summary>
    public IReadOnlyDictionary<string, int> Seen => seen;

    // Notices are written for whoever hears them: those that nobody took would come again with every life.
    public static async Task<LetterLives> CreateAsync()
    {
        var database = await TestDatabase.CreateAsync();
        var bench = await LetterBench.CreateAsync(
            database,
            services =>
                services
                    .AddSingleton(new MailSettings())
                    .AddSingleton(QuietHours.Read(QuietHours.Usual))
                    .AddSingleton<NotificationWriter>()
                    .AddSingleton<IOutboxHandler, NoticeHandler>()
        );
        return new(database, bench, await database.Owner.OpenConnectionAsync());
    }

    public async Task LiveAsync(long lives)
    {
        Lives.Sample(life => LiveAsync(life).GetAwaiter().GetResult(), iter: lives, threads: 1);
        await LettersInTheEnd.HoldAsync(database);
    }

    public async ValueTask DisposeAsync()
    {
        await eye.DisposeAsync();
        await bench.DisposeAsync();
        await database.DisposeAsync();
    }

    private async Task LiveAsync((int Kind, List<Command> Commands) life)
    {
        file = await bench.OpenAsync(Kinds[life.Kind]);
        await StartClocksAsync();
        (model, rows) = (New(Kinds[life.Kind]), []);
        for (var at = 0; at < life.Commands.Count; at++)
        {
            var command = Fitting(life.Commands[at]);
            switch (command.Verb)
            {
                case "jump":
                    bench.Clock.Advance(TimeSpan.FromHours(1 + command.Body * command.Body * 36));
                    break;
                case "sweep":
                    await bench.SweepAsync();
                    var swept = model.Silent(bench.Clock.GetUtcNow());
                    if (!ReferenceEquals(swept, model))
                        Saw("silence");
                    await MovedToAsync(swept, "sweep");
                    break;
                case "result":
                    await TellAsync();
                    break;
                default:
                    if (command.Way is Way.WithTheNext && at + 1 < life.Commands.Count && IsAct(Fitting(life.Commands[at + 1])))
                        await TogetherAsync(ActOf(command), ActOf(Fitting(life.Commands[++at])));
                    else
                        await DoAsync(command);
                    break;
            }
        }
    }

    private async Task DoAsync(Command command)
    {
        var act = ActOf(command);
        if (command.Way is Way.CutOff)
        {
            await CutOffAsync(act);
            await MovedToAsync(model, $"{act}, cut off");
        }
        for (var times = command.Way is Way.Twice ? 2 : 1; times > 0; times--)
        {
            var expected = model.After(act, bench.Clock.GetUtcNow());
            var done = await TryAsync(act);
            done.ShouldBe(expected is not null, $"{act} of {model}");
            Saw(done ? act.Verb : "refused");
            await MovedToAsync(expected ?? model, act.ToString());
        }
        if (command.Way is Way.Twice)
            Saw("twice");
    }

    private async Task CutOffAsync(Act act)
    {
        var services = bench.Get<StepServices>();
        services.Failpoint = _ =>
        {
            Saw("cut-off");
            throw new CutOff();
        };
        try
        {
            await TryAsync(act);
        }
        finally
        {
            services.Failpoint = null;
        }
    }

    /// <summary>Two at the same moment: as if one had been first, whichever.</summary>
    private async Task TogetherAsync(Act one, Act other)
    {
        var now = bench.Clock.GetUtcNow();
        var done = await Task.WhenAll(Task.Run(() => TryAsync(one)), Task.Run(() => TryAsync(other)));
        if (done.Contains(true))
            Saw("together");
        await ReadAsync();
        var orders = ((Act, Act)[])[(one, other), (other, one)];
        var fitting = orders
            .Select(order =>
            {
                var first = model.After(order.Item1, now);
                var second = Between(first ?? model).After(order.Item2, now);
                return (After: second ?? first ?? model, Done: (First: first is not null, Second: second is not null), order);
            })
            .FirstOrDefault(it =>
                Shows(it.After)
                && done.SequenceEqual(
                    ReferenceEquals(it.order.Item1, one) ? [it.Done.First, it.Done.Second] : [it.Done.Second, it.Done.First]
                )
            );
        fitting.After.ShouldNotBeNull($"{one} and {other} of {model}: {string.Join(", ", done)}, {string.Join(", ", rows)}");
        await MovedToAsync(fitting.After, $"{one} and {other}");
    }

    /// <summary>The receiver's own case comes to its result, which goes back by the outbox.</summary>
    private async Task TellAsync()
    {
        var which = rows.FindIndex(row => row.ReceiverCase is not null);
        if (which < 0 || model.Letters[which].Told)
            return;
        var task = await database.ScalarAsync<Guid>(
            "select id from tasks where county_code = $1 and case_id = $2 and node = 'filingReview' and state = 'open'",
            file.Key.County,
            rows[which].ReceiverCase!.Value
        );
        var handler = PersonOf(model.Letters[which].Receiver, Roles.CountyHandler);
        await using (
            await bench
                .Get<CompleteTask>()
                .RunAsync(handler, task, new TaskCompletion("done", new JsonObject { ["resultNote"] = "已处理" }), default)
        ) { }
        await bench.DispatchAsync();
        await bench.DispatchAsync();
        Saw("result");
        await MovedToAsync(model.Told(which), "result");
    }

    private async Task<bool> TryAsync(Act act)
    {
        try
        {
            await RunAsync(act);
            return true;
        }
        catch (Exception refused)
            when (refused
                    is RefusedException
                        or NotAllowedException
                        or NotVisibleException
                        or MalformedException
                        or ChangedMeanwhileException
                        or CutOff
            )
        {
            return false;
        }
    }

    private async Task RunAsync(Act act)
    {
        if (act.Verb == "send")
        {
            await bench.SendAsync(
                file,
                act.Body == Other ? "water"
                    : act.Body == Urban ? "urban-management"
                    : "natural-resources"
            );
            return;
        }
        var letter = act.Letter < rows.Count ? rows[act.Letter].Id : Guid.Empty;
        var head = PersonOf(act.Side, act.Side == Township ? Roles.SquadHead : Roles.UnitHead);
        await (
            act.Verb switch
            {
                "sign" => bench.SignAsync(letter, PersonOf(act.Side, Roles.CountyIntake)),
                "accept" => bench.AcceptAsync(letter, head),
                "return" => bench.ReturnAsync(letter, head),
                "object" => bench.ObjectAsync(letter, head),
                "negotiate" => bench.NegotiateAsync(letter, head, act.Body),
                "agree" => bench.AgreeAsync(letter, head, act.Body!),
                "report" => bench.ReportAsync(letter, head),
                "designate" => bench.DesignateAsync(letter, act.Body!, act.Side == Superior ? Coordinator : head),
                "withdraw" => bench.Get<WithdrawLetter>().RunAsync(head, letter, "撤回", default),
                "decline" => bench.Get<DeclineCrime>().RunAsync(head, letter, "不构成犯罪", "望公不立字〔2026〕1号", default),
                _ => throw new InvalidOperationException(act.Verb),
            }
        );
    }

    /// <summary>By chance alone most verbs would be refused and few lives come to an end.</summary>
    private Command Fitting(Command command)
    {
        if (command.Fitting < 0)
            return command;
        var state = model.Letters.LastOrDefault(letter => letter.Waits)?.State ?? model.Stage;
        string[] verbs = state switch
        {
            "delivered" => ["sign"],
            "signed" => ["accept", "return", "object", "object", "jump", "sweep", "decline"],
            "objected" => ["negotiate", "negotiate", "agree", "agree", "report", "designate", "jump", "sweep"],
            "disputed" => ["designate", "accept"],
            Draft => ["send"],
            _ => ["result"],
        };
        return command with { Verb = verbs[command.Fitting % verbs.Length], Which = -1 };
    }

    private static bool IsAct(Command command) => command.Verb is not ("jump" or "sweep" or "result" or "send");

    /// <summary>By whoever the verb is for; with another side, by the other side; else by a department that has nothing to do with it.</summary>
    private Act ActOf(Command command)
    {
        // A referral to the police goes nowhere else.
        if (command.Verb == "send")
            return new("send", 0, Township, model.IsPolice ? Police : Departments[command.Body % 3]);
        var which =
            model.Letters.Count == 0 ? 0
            : command.Which < 0 ? model.Letters.Count - 1
            : command.Which % model.Letters.Count;
        var letter = which < model.Letters.Count ? model.Letters[which] : null;
        var receiver = letter?.Receiver ?? Department;
        var verb = model.IsPolice && command.Verb is "designate" or "negotiate" or "agree" ? "accept" : command.Verb;
        var due =
            verb is "withdraw" ? Township
            : verb is "designate" ? Superior
            : receiver;
        var side = command.Side switch
        {
            0 => due,
            1 when verb is "negotiate" or "agree" or "report" => Township,
            _ => Departments.First(body => body != receiver),
        };
        var body = verb switch
        {
            "designate" => Named[command.Body],
            "negotiate" => command.Body == 3 ? null : Departments[command.Body],
            "agree" => letter?.Offer?.Body ?? Departments[command.Body % 3],
            _ => null,
        };
        return new(verb, which, side, body);
    }

    private static Actor PersonOf(string body, string role) =>
        body switch
        {
            Superior => Coordinator,
            Township => SquadHead,
            _ => Person(
                20
                    + Array.IndexOf([Department, Other, Urban, Police], body) * 3
                    + Array.IndexOf([Roles.UnitHead, Roles.CountyIntake], role)
                    + 1,
                role,
                body
            ),
        };

    /// <summary>The tables show what is expected, and nothing of the past has changed.</summary>
    private async Task MovedToAsync(LetterModel expected, string by)
    {
        var before = rows;
        await ReadAsync();
        Shows(expected)
            .ShouldBeTrue(
                $"after {by} at {bench.Clock.GetUtcNow():O}\nwas {Told(model)}\nexpected {Told(expected)}\nis {string.Join("\n   ", rows)}"
            );
        for (var which = 0; which < before.Count; which++)
        {
            var (was, now) = (before[which], rows[which]);
            now.Number.ShouldBe(was.Number, by);
            now.SignDue.ShouldBe(was.SignDue, by);
            if (was.Answer is not null)
                now.Answer.ShouldBe(was.Answer, by);
            if (was.Designation is not null)
                now.Designation.ShouldBe(was.Designation, by);
            if (was.State == now.State && was.Designation == now.Designation)
                now.Due.ShouldBe(was.Due, by);
        }
        // Sent on to another body it keeps its number; drawn anew, it is another letter.
        if (rows.Count > before.Count && before.Index().Any(it => it.Item.State != "redirected" && rows[it.Index].State == "redirected"))
            rows[^1].Number.ShouldBe(rows.Last(row => row.State == "redirected").Number, by);
        StandsStillWhile(expected, by);
        model = WithTerms(expected);
        foreach (var letter in model.Letters)
            Saw(letter.State);
    }

    /// <summary>While the police have the case its term stands still, and at no other time; one that had run out before stands as it is.</summary>
    private void StandsStillWhile(LetterModel expected, string by)
    {
        if (expected.Stage == Over)
            standsStill!.ShouldStartWith("ended", Case.Sensitive, by);
        else if (!(expected.IsPolice && expected.Letters.Any(letter => letter.Waits)))
            standsStill!.ShouldStartWith("running", Case.Sensitive, by);
        else if (standsStill != "running over")
            standsStill!.ShouldStartWith("paused", Case.Sensitive, by);
    }

    /// <summary>The terms are the product's, as it counted them when the letter moved.</summary>
    private LetterModel WithTerms(LetterModel of)
    {
        for (var which = 0; which < of.Letters.Count && which < rows.Count; which++)
            of = of.Due(which, rows[which].Due);
        return of;
    }

    /// <summary>The same between two commands, of which the tables show the end alone: what stands otherwise by then has the term it had.</summary>
    private LetterModel Between(LetterModel of)
    {
        for (var which = 0; which < of.Letters.Count && which < rows.Count; which++)
            if (rows[which].State == of.Letters[which].State)
                of = of.Due(which, rows[which].Due);
        return of;
    }

    private bool Shows(LetterModel expected) =>
        rows.Count == expected.Letters.Count
        && rows.Zip(expected.Letters)
            .All(it =>
                it.First.State == it.Second.State
                && it.First.Receiver == it.Second.Receiver
                && it.First.Ordinal == it.Second.Ordinal
                && (it.First.Designation == it.First.Receiver) == it.Second.Designated
                && it.First.Told == it.Second.Told
                // Of two offers at once the last one stands.
                && (it.First.State != "objected" || it.First.Offer == (it.Second.Offer is { } offer ? $"{offer.Side} {offer.Body}" : null))
            )
        && FirstsOf(rows.Select(row => row.Chain)).SequenceEqual(FirstsOf(expected.Letters.Select(letter => letter.Chain)))
        && stage == expected.Stage;

    /// <summary>Which are together, whatever they are called.</summary>
    private static IEnumerable<int> FirstsOf<T>(IEnumerable<T> chains)
        where T : notnull
    {
        var firsts = new Dictionary<T, int>();
        return chains.Select(chain => firsts.TryAdd(chain, firsts.Count) ? firsts.Count - 1 : firsts[chain]).ToList();
    }

    private static string Told(LetterModel model) => $"{model.Stage}: {string.Join(" | ", model.Letters)}";

    private async Task ReadAsync()
    {
        await using var look = new NpgsqlBatch(eye);
        look.BatchCommands.Add(Of(Stage).ToCommand());
        look.BatchCommands.Add(Of(Term, P.Time(bench.Clock.GetUtcNow())).ToCommand());
        look.BatchCommands.Add(Of(Letters).ToCommand());
        await look.PrepareAsync();
        await using var reader = await look.ExecuteReaderAsync();
        stage = await reader.ReadAsync() ? reader.GetString(0) : "";
        await reader.NextResultAsync();
        standsStill = await reader.ReadAsync() ? reader.GetString(0) : null;
        await reader.NextResultAsync();
        var read = new List<Row>();
        while (await reader.ReadAsync())
        {
            var state = reader.GetString(1);
            read.Add(
                new Row(
                    reader.GetGuid(0),
                    state,
                    reader.GetString(2),
                    reader.GetGuid(3),
                    reader.GetInt16(4),
                    reader.GetString(5),
                    reader.GetFieldValue<DateTimeOffset>(6),
                    Instant(
                        reader,
                        state is "signed" ? 7
                            : state is "objected" ? 8
                            : -1
                    ),
                    reader.IsDBNull(9) ? null : reader.GetString(9),
                    reader.IsDBNull(10) ? null : reader.GetString(10),
                    reader.IsDBNull(11) ? null : reader.GetGuid(11),
                    reader.GetBoolean(12),
                    reader.IsDBNull(13) ? null : reader.GetString(13)
                )
            );
        }
        // In the order in which they were first seen: those of one instant have no other.
        rows = [.. rows.Select(old => read.Single(row => row.Id == old.Id)), .. read.Where(row => rows.All(old => old.Id != row.Id))];
    }

    private Statement Of(string sql, params NpgsqlParameter[] more) =>
        Statement.Of(sql, [P.Text(file.Key.County), P.Uuid(file.Key.Id), .. more]);

    private static DateTimeOffset? Instant(NpgsqlDataReader reader, int column) =>
        column < 0 || reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);

    /// <summary>One term that stays with the case, and one on goods that goes with them.</summary>
    private async Task StartClocksAsync()
    {
        await using var step = await bench.Get<Steps>().BeginAsync(Officer, CaseOf.Case(file.Key.Id), default);
        var clocks = step.Main.Part<CaseClocks>();
        clocks.Start(step.Main, "DL-PEN-02", step.Today.AddDays(-2));
        clocks.Start(step.Main, "DL-PEN-07", step.Today.AddDays(-2));
        await step.CommitAsync(default);
    }

    private void Saw(string what) => seen[what] = seen.GetValueOrDefault(what) + 1;

    private sealed class CutOff : Exception;

    private sealed record Row(
        Guid Id,
        string State,
        string Receiver,
        Guid Chain,
        int Ordinal,
        string Number,
        DateTimeOffset SignDue,
        DateTimeOffset? Due,
        string? Designation,
        string? Answer,
        Guid? ReceiverCase,
        bool Told,
        string? Offer
    );
}
