using System.Diagnostics;
using Enforcement.Processes;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace Enforcement.Shell;

/// <summary>How the API says no: problem documents with a stable code. A page catches its refusals itself and shows them beside the form.</summary>
internal sealed partial class Problems(ILogger<Problems> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext http, Exception exception, CancellationToken cancel)
    {
        // The middleware has already turned the request to the error page; the feature knows where it was going.
        var path = http.Features.Get<IExceptionHandlerPathFeature>()?.Path ?? http.Request.Path;
        if (!Api.IsForPrograms(path))
            return false;
        if (exception is AnsweredBeforeException before)
        {
            http.Response.StatusCode = before.Status;
            if (before.Status == StatusCodes.Status204NoContent)
                return true;
            http.Response.ContentType = "application/json; charset=utf-8";
            await http.Response.WriteAsync(before.Answer, cancel);
            return true;
        }

        var problem = ProblemOf(exception);
        problem.Extensions["traceId"] = Activity.Current?.Id ?? http.TraceIdentifier;
        if (problem.Status >= 500)
            LogFault(log, exception, path);
        http.Response.StatusCode = problem.Status!.Value;
        await http.Response.WriteAsJsonAsync(problem, StepServices.Json, "application/problem+json", cancel);
        return true;
    }

    private static ProblemDetails ProblemOf(Exception exception) =>
        exception switch
        {
            RefusedException refused => Refused(refused),
            ChangedMeanwhileException changed => With(StatusCodes.Status409Conflict, "changed-meanwhile", changed.Message),
            NotAllowedException not => With(StatusCodes.Status403Forbidden, not.Code, not.Message),
            NotVisibleException => With(StatusCodes.Status404NotFound, "not-found", Texts.Of("refused.not-found")),
            MalformedException malformed => Malformed(malformed),
            BadHttpRequestException { StatusCode: >= 400 and < 500 } bad => With(
                bad.StatusCode,
                "malformed",
                Texts.Of("refused.malformed")
            ),
            _ => With(StatusCodes.Status500InternalServerError, "fault", Texts.Of("refused.fault")),
        };

    private static ProblemDetails Refused(RefusedException refused)
    {
        var problem = With(StatusCodes.Status409Conflict, refused.Code, refused.Message, refused.Extensions);
        if (refused.Field is { } field)
            problem.Extensions["field"] = field;
        return problem;
    }

    private static ProblemDetails Malformed(MalformedException malformed)
    {
        var problem = With(StatusCodes.Status400BadRequest, "malformed", Texts.Of("refused.malformed"));
        problem.Extensions["errors"] = malformed
            .Faults.GroupBy(fault => fault.Field)
            .ToDictionary(field => field.Key, field => field.Select(fault => Texts.Of($"malformed.{fault.Code}")).ToArray());
        return problem;
    }

    private static ProblemDetails With(int status, string code, string detail, IReadOnlyDictionary<string, object?>? more = null)
    {
        var problem = new ProblemDetails
        {
            Status = status,
            Type = $"urn:enforcement:{code}",
            Title = Texts.Of(status == StatusCodes.Status400BadRequest ? "refused.malformed" : "refused.title"),
            Detail = detail,
        };
        problem.Extensions["code"] = code;
        foreach (var (name, value) in more ?? new Dictionary<string, object?>())
            problem.Extensions[name] = value;
        return problem;
    }

    [LoggerMessage(LogLevel.Error, "A request to {Path} failed")]
    private static partial void LogFault(ILogger log, Exception fault, PathString path);
}
