using CsCheck;
using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.JointOperations;
using Enforcement.JointOperations.Subjects;

namespace Enforcement.Tests.JointOperations;

/// <summary>
/// Random commands of all sides in any order, the clock jumping between them: whatever is refused, what stands is never wrong. A hundred thousand
/// with <c>LONG=1</c>.
/// </summary>
public sealed class OperationProperties
{
    private static readonly long Volume = Environment.GetEnvironmentVariable("LONG") == "1" ? 100_000 : 5_000;
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 1, 0, 0, TimeSpan.Zero);
    private static readonly string[] Bodies = ["town", "urban", "market", "water"];
    private static readonly string[] Matters = ["CG-02", "SC-01"];

    /// <param name="Kind">Which verb.</param>
    /// <param name="Jump">Minutes that pass before it.</param>
    private sealed record Command(int Kind, int Body, int Other, int Jump);

    private static readonly Gen<Command[]> Lives = Gen.Select(
            Gen.Int[0, 11],
            Gen.Int[0, 4],
            Gen.Int[0, 3],
            Gen.OneOf(Gen.Int[0, 5], Gen.Int[0, 3_000])
        )
        .Select(it => new Command(it.Item1, it.Item2, it.Item3, it.Item4))
        .Array[0, 120];

    [Fact]
    public void A_call_is_answered_once_nobody_arrives_before_an_answer_and_no_case_is_two_bodies() =>
        Lives.Sample(
            commands =>
            {
                var it = New();
                var now = Start;
                var answers = new Dictionary<string, CallAnswer>();
                foreach (var command in commands)
                {
                    now = now.AddMinutes(command.Jump);
                    var wasOver = !it.IsOpen;
                    var done = Try(() => Do(it, command, now));
                    if (wasOver && done && command.Kind != 10)
                        return false; // Only what was agreed goes on after the end.
                    foreach (var call in it.Calls)
                    {
                        if (
                            call.Answer is { } answer
                            && !ReferenceEquals(answers.TryAdd(call.Body, answer) ? answer : answers[call.Body], answer)
                        )
                            return false;
                        if (call.Arrival is { } arrival && !(call.Answer is { IsComing: true } before && before.At <= arrival.RegisteredAt))
                            return false;
                        if (call.Sheet is not null && call.Arrival is null)
                            return false;
                        if (call.Absence is not null && call.Arrival is not null)
                            return false;
                    }
                    if (it.Filings.GroupBy(filing => (filing.MatterCode, filing.Party)).Any(same => same.Count() > 1))
                        return false;
                    if (it.Filings.GroupBy(filing => filing.CaseId).Any(one => one.Count() > 1))
                        return false;
                    if (it.Filings.Any(filing => it.CallOf(filing.Body)?.Sheet is null))
                        return false;
                    if (
                        it.Closing is not null
                        && (it.Calls.Any(call => !call.HasItsRecord) || it.FollowUps.Any(task => task.Owner is null))
                    )
                        return false;
                    if (it is { Closing: not null, Cancellation: not null })
                        return false;
                }
                return true;
            },
            iter: Volume
        );

    /// <summary>Asked of the generator: do its lives come as far as a closing?</summary>
    [Fact]
    public void Some_lives_end_with_a_case_and_a_closing()
    {
        var (closed, filed) = (0, 0);
        Lives.Sample(
            commands =>
            {
                var it = New();
                var now = Start;
                foreach (var command in commands)
                    Try(() => Do(it, command, now = now.AddMinutes(command.Jump)));
                Interlocked.Add(ref closed, it.Closing is null ? 0 : 1);
                Interlocked.Add(ref filed, it.Filings.Count > 0 ? 1 : 0);
            },
            iter: 5_000
        );
        closed.ShouldBeGreaterThan(5);
        filed.ShouldBeGreaterThan(20);
    }

    private static void Do(JointOperation it, Command command, DateTimeOffset now)
    {
        // One in five is no body of the operation.
        var body = command.Body < Bodies.Length ? Bodies[command.Body] : "stranger";
        var by = new Signed(RowId.New("430112", Start), "某人", body, Roles.UnitHead, null);
        switch (command.Kind)
        {
            case 0 or 1:
                it.Answer(body, new CallAnswer(by, now, true, "两人", now.AddMinutes(30), null, null));
                break;
            case 2:
                it.Answer(body, new CallAnswer(by, now, false, null, null, "理由", "依据"));
                break;
            case 3 or 4:
                it.Arrive(body, new Arrival(by, now.AddMinutes(-command.Other), now, "两人"));
                break;
            case 5:
                it.Write(body, new RecordSheet(by, now, [], it.CallOf(body)?.Arrival?.At ?? now, now, "所见", null, null));
                break;
            case 6:
                it.File(new Filing(body, Matters[command.Other % 2], $"当事人{command.Other}", RowId.New("430112", Start), "1", by, now));
                break;
            case 7:
                it.FindAbsent(body, new Absence(by, now, "未到"));
                break;
            case 8:
                it.Minute(new Minutes(by, now, "纪要"));
                break;
            case 9:
                if (it.FollowUps.Count == 0)
                    it.Add(new FollowUp("回访", command.Other == 0 ? null : body, new DateOnly(2026, 12, 1), null));
                else
                    it.Give(0, body);
                break;
            case 10:
                it.Finish(0, new FollowUpDone(by, now, "完成"));
                break;
            default:
                if (command.Other == 0)
                    it.Cancel(new Cancellation(by, now, "取消"));
                else
                    it.Close(new Closing(by, now, "评价"), code => code);
                break;
        }
    }

    private static bool Try(Action act)
    {
        try
        {
            act();
            return true;
        }
        catch (Exception no) when (no is RefusedException or MalformedException or NotVisibleException)
        {
            return false;
        }
    }

    private static JointOperation New()
    {
        var by = new Signed(RowId.New("430112", Start), "队长", "town", Roles.SquadHead, null);
        var it = new JointOperation
        {
            Id = RowId.New("430112", Start),
            MadeAt = Start,
            Events = new Journal(0, Journal.Genesis),
            Origin = Origins.Whistle,
            Caller = "town",
            Reason = "事由",
            Matters = Matters,
            Place = "地点",
            From = Start,
            To = Start.AddHours(4),
            Level = RiskLevels.Red,
            SafetyPlan = "预案",
            CalledBy = by,
        };
        it.Add("town", Start.AddMinutes(30), new CallAnswer(by, Start, true, "队长", Start, null, null));
        foreach (var body in Bodies[1..])
            it.Add(body, Start.AddMinutes(30));
        return it;
    }
}
