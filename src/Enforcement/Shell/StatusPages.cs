using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace Enforcement.Shell;

/// <summary>A status that nobody wrote a body for: a problem document for programs, a page for people.</summary>
internal static class StatusPages
{
    /// <summary>A person who asks for a page that is not there gets one that says so, under the same address.</summary>
    public static void UseStatusPages(this WebApplication app)
    {
        app.UseWhen(http => Api.IsForPrograms(http.Request.Path), programs => programs.UseStatusCodePages(AnswerAsync));
        app.UseWhen(
            http => !Api.IsForPrograms(http.Request.Path),
            pages => pages.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true)
        );
    }

    private static async Task AnswerAsync(StatusCodeContext context)
    {
        var http = context.HttpContext;
        var status = http.Response.StatusCode;
        var code = status switch
        {
            StatusCodes.Status401Unauthorized => "not-signed-in",
            StatusCodes.Status403Forbidden => "not-allowed",
            StatusCodes.Status404NotFound => "not-found",
            StatusCodes.Status405MethodNotAllowed => "method-not-allowed",
            StatusCodes.Status413PayloadTooLarge => "too-large",
            StatusCodes.Status415UnsupportedMediaType => "media-type",
            _ => "malformed",
        };
        var problem = new ProblemDetails
        {
            Status = status,
            Type = $"urn:enforcement:{code}",
            Title = Texts.Of("refused.title"),
        };
        problem.Extensions["code"] = code;
        problem.Extensions["traceId"] = http.TraceIdentifier;
        await http.Response.WriteAsJsonAsync(problem, Processes.StepServices.Json, "application/problem+json");
    }
}
