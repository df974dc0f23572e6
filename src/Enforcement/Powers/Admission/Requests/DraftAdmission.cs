using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Powers.Admission.Requests;

/// <param name="Department">Who asks; left out: the only department of whoever asks.</param>
/// <param name="Level"><c>township</c> or <c>village</c>; left out: <c>township</c>.</param>
/// <param name="TitleEn">Left out: as in Chinese.</param>
/// <param name="Townships">Codes.</param>
/// <param name="People">What comes with it; left out, <c>无</c> or <c>none</c>: none.</param>
public sealed record AdmissionDraftRequest(
    string? Department,
    string? Level,
    string? TitleZh,
    string? TitleEn,
    string? Result,
    string? Basis,
    IReadOnlyList<string?>? Townships,
    string? People,
    string? Money,
    string? Technology,
    string? Port
);

/// <summary>A county department asks to hand an item down, with its legal basis and the people, money and means that come with it.</summary>
public sealed class DraftAdmission(Steps steps, DutyRights rights, OrganizationDirectory organizations)
{
    public const int LongestTitle = 200;
    public const int LongestText = 1_000;
    public const int MostTownships = 60;

    /// <summary>文种代字 of every request.</summary>
    private const string Word = "准入";

    /// <exception cref="NotAllowedException"><c>duty.departments-only</c>.</exception>
    /// <exception cref="MalformedException">By field.</exception>
    /// <exception cref="RefusedException">The result moves a duty by the back door: see <see cref="DutyResults.Demand"/>.</exception>
    public async Task<AdmissionRequest> RunAsync(Actor clerk, AdmissionDraftRequest request, CancellationToken cancel)
    {
        var post =
            rights.ToHandDown(clerk).FirstOrDefault(post => request.Department is null or "" || post.Organization == request.Department)
            ?? throw DutyRefusals.DepartmentsOnly();
        var county = organizations.Find(post.Organization)!.County!;
        var draft = Read(request, county);

        await using var step = await steps.BeginNewAsync(clerk, cancel);
        var id = RowId.New(county, step.Now);
        var it = new AdmissionRequest
        {
            Id = id,
            Number = "",
            Department = post.Organization,
            Draft = draft,
            Drafted = DutyAct.Of(clerk, post, step.Now),
            Events = new Journal(0, Journal.Genesis),
        };
        step.Draw(
            new CaseKey(county, id),
            post.Organization,
            Word,
            (year, serial) => step.OfficialNumber(post.Organization, Word, year, serial),
            "admission-request",
            number =>
            {
                it.Number = number;
                it.Record(
                    "admission.drafted",
                    clerk,
                    post,
                    step.Now,
                    DutyEvents.Detail(("number", number), ("title", draft.TitleZh), ("basis", draft.Basis))
                );
                step.Write(id, AdmissionTable.Insert(it), it.Events);
                AdmissionNotices.TellTownships(step, it);
            }
        );
        await step.CommitAsync(cancel, () => AdmissionStanding.Of(it), StatusCodes.Status201Created);
        return it;
    }

    private AdmissionDraft Read(AdmissionDraftRequest request, string county)
    {
        var title = PlainText.RequiredLine("titleZh", request.TitleZh, LongestTitle);
        var level = request.Level is null or "" ? DutyLevels.Township : request.Level;
        if (!DutyLevels.All.Contains(level))
            throw new MalformedException(("level", "unknown"));
        var basis = PlainText.Required("basis", request.Basis, LongestText);
        var townships = (request.Townships ?? [])
            .OfType<string>()
            .Where(code => code.Length > 0)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
        if (townships.Count is 0 or > MostTownships)
            throw new MalformedException(("townships", townships.Count == 0 ? "required" : "range"));
        if (townships.Any(code => organizations.Find(code) is not { IsTownship: true } township || township.County != county))
            throw new MalformedException(("townships", "unknown"));
        var support = new DutySupport(
            Support("people", request.People),
            Support("money", request.Money),
            Support("technology", request.Technology),
            Support("port", request.Port)
        );
        var english = PlainText.Optional("titleEn", request.TitleEn, LongestTitle) ?? title;
        return new AdmissionDraft(level, title, english, DutyResults.Demand(request.Result, title), basis, townships, support);
    }

    private static string Support(string field, string? typed) => DutySupport.Plain(PlainText.Optional(field, typed, 500));
}

/// <summary>What a verb answers: where the request stands now.</summary>
public sealed record AdmissionStanding(Guid Id, string Number, string State)
{
    public static AdmissionStanding Of(AdmissionRequest it) => new(it.Id, it.Number, it.State);
}
