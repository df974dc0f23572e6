using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;
using Npgsql;

namespace Enforcement.Powers.Admission.Dispatch;

/// <param name="Issuer">Who hands it down; left out: the only body for which whoever asks may.</param>
/// <param name="Township">Who is to act; left out where a township hands on to its village.</param>
/// <param name="Village">Name of a village of the issuing township; left out: it goes from a department to a township.</param>
/// <param name="Item">Code or title of the list, or in words what it is.</param>
/// <param name="DueOn">Last day, <c>yyyy-MM-dd</c>.</param>
/// <param name="UrgentReason">Why it cannot wait for an admission: asks for a pass of 24 hours where the item is not admitted.</param>
public sealed record DutyTaskRequest(
    string? Issuer,
    string? Township,
    string? Village,
    string? Item,
    string? Title,
    string? Content,
    string? Result,
    string? DueOn,
    string? UrgentReason
);

/// <summary>
/// 交办: a department hands a task down to a township, or a township on to a village. What is not on the list there on that day is stopped; a department
/// that cannot wait takes a pass of 24 hours, once for an item and a township in thirty days, and everybody who supervises hears of it.
/// </summary>
public sealed class DispatchTask(Steps steps, DutyRights rights, OrganizationDirectory organizations, TimeProvider clock)
{
    public const int LongestTitle = 200;
    public const int LongestContent = 4_000;
    public const int LongestItem = 200;
    public const int LongestReason = 1_000;
    public const int LongestVillage = 60;

    private const string TaskWord = "交";
    private const string PassWord = "临";

    /// <exception cref="NotAllowedException"><c>duty.departments-only</c>.</exception>
    /// <exception cref="MalformedException">By field.</exception>
    /// <exception cref="RefusedException"><c>duty.not-admitted</c>, <c>duty.pass-used</c>, <c>duty.no-village-pass</c>, or a result that moves a duty:
    /// see <see cref="DutyResults.Demand"/>.</exception>
    public async Task<DutyTask> RunAsync(Actor sender, DutyTaskRequest request, CancellationToken cancel)
    {
        var village = PlainText.Optional("village", request.Village, LongestVillage);
        var may = village is null ? rights.ToHandDown(sender) : rights.ToHandOn(sender);
        var post =
            may.FirstOrDefault(post => request.Issuer is null or "" || post.Organization == request.Issuer)
            ?? throw DutyRefusals.DepartmentsOnly();
        var county = organizations.Find(post.Organization)!.County!;
        var township = TownshipOf(village is null ? request.Township : post.Organization, county);
        var title = PlainText.RequiredLine("title", request.Title, LongestTitle);
        var content = PlainText.Required("content", request.Content, LongestContent);
        var words = PlainText.RequiredLine("item", request.Item, LongestItem);
        var result = DutyResults.Demand(request.Result, title);
        var due = DayText.Read("dueOn", request.DueOn) ?? throw new MalformedException(("dueOn", "required"));
        var urgent = PlainText.Optional("urgentReason", request.UrgentReason, LongestReason);

        var named = new StepRead<DutyItem>(DutyItemTable.Named(words), DutyItemTable.From);
        var passes = new StepRead<DutyPass>(DutyPassTable.Barring(county, township, clock.GetUtcNow()), DutyPassTable.From);
        await using var step = await steps.BeginNewAsync(sender, cancel, named, passes);
        if (due < step.Today)
            throw new MalformedException(("dueOn", "range"));
        var level = village is null ? DutyLevels.Township : DutyLevels.Village;
        var function = organizations.Find(post.Organization)!.Function;
        // The list names an item once for many townships, and again in other years.
        var items = named.Rows.Where(item => item.Level == level && (village is not null || item.Department == function)).ToList();
        var item = items.FirstOrDefault(item => item.IsFor(Holder.Of(township)) && item.IsAdmittedOn(step.Today));
        var itemTitle = (item ?? items.FirstOrDefault())?.Title.Chinese ?? words;
        // By its words and not by a code: what comes on the list of another township meanwhile is the same thing still.
        var passKey = DutyPass.KeyOf(itemTitle);
        var (pass, isNew) = item is null ? Pass() : (null, false);

        var task = new DutyTask
        {
            Id = RowId.New(county, step.Now),
            Number = "",
            Level = level,
            Issuer = post.Organization,
            Township = township,
            Village = village,
            ItemKey = item?.Code ?? passKey,
            ItemTitle = itemTitle,
            Title = title,
            Content = content,
            Result = result,
            DueOn = due,
            Pass = pass is null ? null : new PassOfTask(pass.Id, pass.ExpiresAt),
            Dispatched = DutyAct.Of(sender, post, step.Now),
            Events = new Journal(0, Journal.Genesis),
        };
        if (isNew)
            DrawPass(step, pass!);
        Draw(step, sender, post, task);
        try
        {
            await step.CommitAsync(cancel, () => DutyTaskStanding.Of(task), StatusCodes.Status201Created);
        }
        catch (PostgresException twice) when (twice.ConstraintName == DutyPassTable.Once)
        {
            throw DutyRefusals.PassUsed(itemTitle, organizations.NameOf(township));
        }
        return task;

        // An earlier one of the same sender that still holds, or a new one.
        (DutyPass, bool) Pass()
        {
            var earlier = passes.Rows.LastOrDefault(pass => pass.ItemKey == passKey && pass.BarsAt(step.Now));
            if (earlier is not null && earlier.Issuer == post.Organization && earlier.IsValidAt(step.Now))
                return (earlier, false);
            if (urgent is null)
                throw DutyRefusals.NotAdmitted(itemTitle, village ?? organizations.NameOf(township), step.Today, village is not null);
            if (village is not null)
                throw DutyRefusals.NoPassForVillages();
            if (earlier is not null)
                throw DutyRefusals.PassUsed(itemTitle, organizations.NameOf(township));
            return (
                new DutyPass(
                    RowId.New(county, step.Now),
                    "",
                    passKey,
                    itemTitle,
                    post.Organization,
                    township,
                    urgent,
                    DutyAct.Of(sender, post, step.Now),
                    step.Now + DutyPass.Length,
                    step.Now + DutyPass.Bar
                ),
                true
            );
        }
    }

    private static void DrawPass(Step step, DutyPass pass) =>
        step.Draw(
            new CaseKey(pass.County, pass.Id),
            pass.Issuer,
            PassWord,
            (year, serial) => step.OfficialNumber(pass.Issuer, PassWord, year, serial),
            "duty-pass",
            number =>
            {
                step.Write(DutyPassTable.Insert(pass with { Number = number }));
                DutyNotices.TellPass(step, pass with { Number = number });
            }
        );

    private static void Draw(Step step, Actor sender, Post post, DutyTask task) =>
        step.Draw(
            new CaseKey(task.County, task.Id),
            task.Issuer,
            TaskWord,
            (year, serial) => step.OfficialNumber(task.Issuer, TaskWord, year, serial),
            "duty-task",
            number =>
            {
                task.Number = number;
                task.Record(
                    "duty-task.sent",
                    sender,
                    post,
                    step.Now,
                    DutyEvents.Detail(("number", number), ("item", task.ItemKey), ("title", task.Title), ("pass", task.Pass?.Id.ToString()))
                );
                step.Write(task.Id, DutyTaskTable.Insert(task), task.Events);
                DutyNotices.TellTownship(step, task);
            }
        );

    private string TownshipOf(string? code, string county) =>
        organizations.Find(code) is { IsTownship: true } township && township.County == county
            ? township.Code
            : throw new MalformedException(("township", string.IsNullOrWhiteSpace(code) ? "required" : "unknown"));
}

/// <summary>What a verb answers: where the task stands now.</summary>
/// <param name="ExpiresAt">Of a task under a pass: when it closes by itself.</param>
public sealed record DutyTaskStanding(Guid Id, string Number, string State, DateTimeOffset? ExpiresAt)
{
    public static DutyTaskStanding Of(DutyTask it) => new(it.Id, it.Number, it.State, it.Pass?.ExpiresAt);
}
