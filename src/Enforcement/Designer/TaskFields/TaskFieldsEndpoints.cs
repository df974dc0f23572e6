using Enforcement.Identity;
using Enforcement.Processes;
using Enforcement.Shell;
using Enforcement.Tasks;

namespace Enforcement.Designer.TaskFields;

/// <param name="Version">As it was read.</param>
public sealed record TaskFieldsRequest(string? Version, IReadOnlyList<TaskField?>? Fields);

internal static class TaskFieldsEndpoints
{
    public static void MapTaskFields(this IEndpointRouteBuilder routes)
    {
        var fields = routes.MapApi("/workflows/{definition}/tasks/{node}/fields").WithTags("Workflows");
        fields
            .MapGet(
                "",
                async (string definition, string node, IActing acting, EditTaskFields verb, CancellationToken cancel) =>
                    TypedResults.Ok(await verb.ReadAsync(await acting.GetAsync(cancel), definition, node, cancel))
            )
            .WithSummary("What a task of the draft, else of the published version, asks for; workflow admins only.");
        fields
            .MapPut(
                "",
                async (
                    string definition,
                    string node,
                    TaskFieldsRequest request,
                    HttpContext http,
                    IActing acting,
                    EditTaskFields verb,
                    CancellationToken cancel
                ) =>
                {
                    var given = request.Fields ?? throw new MalformedException(("fields", "required"));
                    var read = given.Select(field => field ?? throw new MalformedException(("fields", "required"))).ToList();
                    return TypedResults.Ok(
                        await verb.RunAsync(await acting.GetAsync(http), definition, node, request.Version, read, cancel)
                    );
                }
            )
            .WithSummary("Replaces them in the draft, or begins one; version as it was read.");
    }
}
