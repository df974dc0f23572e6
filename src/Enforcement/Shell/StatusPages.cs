using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components.Endpoints;
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
        app.Use(ReadOnlyTheSecondTimeAsync);
    }

    /// <summary>Pages are posted to by their forms; anything else is no form of theirs.</summary>
    public static void UseFormsOnly(this WebApplication app) =>
        app.Use(
            (http, next) =>
            {
                if (
                    !HttpMethods.IsPost(http.Request.Method)
                    || http.Request.HasFormContentType
                    || http.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is null
                )
                    return next(http);
                http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
                return Task.CompletedTask;
            }
        );

    /// <summary>What a client sent and nobody can read, such as a form with half a character, is no fault of ours.</summary>
    public static int StatusOf(Exception fault) =>
        fault switch
        {
            BadHttpRequestException bad => bad.StatusCode,
            AntiforgeryValidationException or InvalidDataException => StatusCodes.Status400BadRequest,
            _ => StatusCodes.Status500InternalServerError,
        };

    /// <summary>
    /// The page that tells of a fault is read, whatever was posted before: else the form that could not be read the first time is read again, and a
    /// bad request ends as a fault of ours.
    /// </summary>
    private static Task ReadOnlyTheSecondTimeAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Features.Get<IStatusCodeReExecuteFeature>() is not null || http.Features.Get<IExceptionHandlerFeature>() is not null)
            http.Request.Method = HttpMethods.Get;
        return next(http);
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
            Detail = Texts.Of($"refused.{code}"),
        };
        problem.Extensions["code"] = code;
        problem.Extensions["traceId"] = http.TraceIdentifier;
        await http.Response.WriteAsJsonAsync(problem, Processes.StepServices.Json, "application/problem+json");
    }
}
