using Enforcement.Cases;
using Enforcement.Identity;
using Enforcement.Notifications;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.Powers.Admission.Misfits;

/// <param name="Township">Left out: the only one of whoever asks.</param>
/// <param name="Subject"><c>item</c>, <c>matter</c>, <c>deadline-rule</c> or <c>form</c>.</param>
/// <param name="Code">Under which the product has it: <c>ZR-001</c>, <c>CG-02</c>, <c>DL-PEN-02</c>, <c>F2</c>.</param>
public sealed record MisfitRequest(string? Township, string? Subject, string? Code, string? Report);

/// <summary>An officer or a head of a township reports that a rule does not fit.</summary>
public sealed class FileMisfit(Steps steps, DutyRights rights, OrganizationDirectory organizations)
{
    public const int LongestCode = 40;
    public const int LongestReport = 1_000;

    private const string Word = "规反";

    /// <exception cref="NotAllowedException"><c>misfit.townships-only</c>.</exception>
    public async Task<Misfit> RunAsync(Actor officer, MisfitRequest request, CancellationToken cancel)
    {
        var post =
            rights.ToReportMisfit(officer).FirstOrDefault(post => request.Township is null or "" || post.Organization == request.Township)
            ?? throw DutyRefusals.MisfitTownshipsOnly();
        if (request.Subject is not { Length: > 0 } subject || !MisfitSubjects.All.Contains(subject))
            throw new MalformedException(("subject", request.Subject is { Length: > 0 } ? "unknown" : "required"));
        var code = PlainText.RequiredLine("code", request.Code, LongestCode);
        var report = PlainText.Required("report", request.Report, LongestReport);
        var county = organizations.Find(post.Organization)!.County!;

        await using var step = await steps.BeginNewAsync(officer, cancel);
        var it = new Misfit
        {
            Id = RowId.New(county, step.Now),
            Number = "",
            Township = post.Organization,
            Subject = subject,
            SubjectCode = code,
            Report = report,
            Filed = DutyAct.Of(officer, post, step.Now),
            Events = new Journal(0, Journal.Genesis),
        };
        step.Draw(
            new CaseKey(county, it.Id),
            post.Organization,
            Word,
            (year, serial) => step.OfficialNumber(post.Organization, Word, year, serial),
            "misfit",
            number =>
            {
                it.Number = number;
                it.Events.Add(
                    "misfit.filed",
                    officer,
                    post,
                    step.Now,
                    DutyEvents.Detail(("subject", subject), ("code", code), ("report", report))
                );
                step.Write(it.Id, MisfitTable.Insert(it), it.Events);
                foreach (var (body, role) in new[] { (DutyRights.Staffing, Roles.Supervisor), (DutyRights.Judicial, Roles.Coordinator) })
                    step.Send(
                        new CaseKey(county, it.Id),
                        new Notice(
                            $"{county}-{body}",
                            role,
                            "notice.misfit-filed",
                            [number, code],
                            $"/duties/misfits?open={it.Id}"
                        ).ToMessage()
                    );
            }
        );
        await step.CommitAsync(cancel, () => MisfitStanding.Of(it), StatusCodes.Status201Created);
        return it;
    }
}

/// <summary>What a verb answers.</summary>
public sealed record MisfitStanding(Guid Id, string Number, string State)
{
    public static MisfitStanding Of(Misfit it) => new(it.Id, it.Number, it.State);
}
