using System.Text.Json.Nodes;
using Enforcement.Identity;
using Enforcement.JointOperations.Subjects;
using Enforcement.Processes;
using Enforcement.Shell;

namespace Enforcement.JointOperations.Stations;

/// <param name="Words">Who does what, by when.</param>
public sealed record DirectiveAnswerRequest(string? Words);

public sealed record DirectiveRefusalRequest(string? Reason, string? Basis);

public sealed record DirectiveReportRequest(string? Result);

public sealed record DirectiveReasonRequest(string? Reason);

/// <summary>The station takes a directive or refuses it in writing, once, and reports its result; the township may withdraw it.</summary>
public sealed class AnswerDirective(Steps steps, OrganizationDirectory organizations)
{
    /// <exception cref="RefusedException">See <see cref="StationDirective.Answer"/>.</exception>
    public Task<StationDirective> TakeAsync(Actor actor, Guid id, DirectiveAnswerRequest request, CancellationToken cancel)
    {
        var asked = new Typed();
        var words = asked.Required("words", request.Words);
        asked.Demand();
        return RunAsync(
            actor,
            id,
            DirectiveRights.Answer,
            "taken",
            (it, by, now) => it.Answer(new DirectiveAnswer(by, now, true, words, null)),
            new JsonObject { ["words"] = words },
            cancel
        );
    }

    /// <inheritdoc cref="TakeAsync"/>
    public Task<StationDirective> RefuseAsync(Actor actor, Guid id, DirectiveRefusalRequest request, CancellationToken cancel)
    {
        var asked = new Typed();
        var (reason, basis) = (asked.Required("reason", request.Reason), asked.Required("basis", request.Basis, 500));
        asked.Demand();
        return RunAsync(
            actor,
            id,
            DirectiveRights.Refuse,
            "refused",
            (it, by, now) => it.Answer(new DirectiveAnswer(by, now, false, reason, basis)),
            new JsonObject { ["reason"] = reason, ["basis"] = basis },
            cancel
        );
    }

    /// <exception cref="RefusedException">See <see cref="StationDirective.Report"/>.</exception>
    public Task<StationDirective> ReportAsync(Actor actor, Guid id, DirectiveReportRequest request, CancellationToken cancel)
    {
        var asked = new Typed();
        var result = asked.Required("result", request.Result);
        asked.Demand();
        return RunAsync(
            actor,
            id,
            DirectiveRights.Report,
            "reported",
            (it, by, now) => it.Report(new DirectiveReport(by, now, result)),
            new JsonObject { ["result"] = result },
            cancel
        );
    }

    /// <exception cref="RefusedException">See <see cref="StationDirective.Withdraw"/>.</exception>
    public Task<StationDirective> WithdrawAsync(Actor actor, Guid id, DirectiveReasonRequest request, CancellationToken cancel)
    {
        var asked = new Typed();
        var reason = asked.Required("reason", request.Reason, 500);
        asked.Demand();
        return RunAsync(
            actor,
            id,
            DirectiveRights.Withdraw,
            "withdrawn",
            (it, by, now) => it.Withdraw(new DirectiveWithdrawal(by, now, reason)),
            new JsonObject { ["reason"] = reason },
            cancel
        );
    }

    private Task<StationDirective> RunAsync(
        Actor actor,
        Guid id,
        string verb,
        string action,
        Action<StationDirective, Signed, DateTimeOffset> decide,
        JsonObject details,
        CancellationToken cancel
    ) =>
        steps.ChangeAsync(
            actor,
            DirectiveTable.Locked(id),
            new SubjectChange<StationDirective>(
                action,
                it => DirectiveRights.Demand(actor, it, verb),
                decide,
                _ => details,
                it => [DirectiveTable.Update(it)],
                (it, now) => DirectiveAnswerOf.Of(it, actor, organizations, now),
                (step, it) =>
                    JointNotices.TellBody(
                        step,
                        it,
                        verb == DirectiveRights.Withdraw ? it.Station : it.Township,
                        $"notice.directive-{action}",
                        null,
                        $"/station-directives/{it.Id}",
                        it.Number,
                        JointNotices.NameOf(organizations, it.Station)
                    )
            ),
            cancel
        );
}

/// <summary>Directives that nobody answered in time: the township is told, once.</summary>
public sealed class LateDirectives(Steps steps, OrganizationDirectory organizations)
{
    internal const string Due = """
        select id from station_directives where state = 'issued' and told_late_at is null and due_at <= $1 order by due_at, id limit $2
        """;

    internal async Task<bool> TellAsync(Guid id, DateTimeOffset asOf, CancellationToken cancel)
    {
        var read = DirectiveTable.Locked(id);
        await using var step = await steps.BeginNewAsync(Actor.System, cancel, read.With());
        var it = read.Subject;
        if (it.State != DirectiveStates.Issued || it.ToldLateAt is not null || it.DueAt > asOf)
            return false;
        it.ToldLateAt = step.Now;
        it.Record(step, "late", null, new JsonObject { ["due"] = it.DueAt });
        step.Save(it, DirectiveTable.Update(it));
        JointNotices.TellBody(
            step,
            it,
            it.Township,
            "notice.directive-late",
            null,
            $"/station-directives/{it.Id}",
            it.Number,
            JointNotices.NameOf(organizations, it.Station)
        );
        await step.CommitAsync(cancel);
        return true;
    }
}
