using Enforcement.Identity;
using Enforcement.Shell;

namespace Enforcement.Designer.Elsa;

/// <summary>
/// How Studio is told no: it shows the texts under <c>errors</c> of a 400 and swallows every other status, so each refusal is a 400 here.
/// </summary>
/// <param name="Code">The refusal's own, for programs.</param>
public sealed record ElsaRefusal(int StatusCode, string Code, string Message, IReadOnlyDictionary<string, IReadOnlyList<string>> Errors)
{
    public static ElsaRefusal Of(string code, IReadOnlyList<string> texts) =>
        new(StatusCodes.Status400BadRequest, code, texts[0], new Dictionary<string, IReadOnlyList<string>> { ["generalErrors"] = texts });
}

internal static class ElsaAnswers
{
    /// <summary>For workflow admins; to everybody else there is nothing here.</summary>
    public static async ValueTask<object?> FilterAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var acting = context.HttpContext.RequestServices.GetRequiredService<IActing>();
        DesignerRights.Demand(await acting.GetAsync(context.HttpContext.RequestAborted));
        try
        {
            return await next(context);
        }
        catch (RefusedException refused)
        {
            return No(
                refused.Code,
                refused.Extensions.GetValueOrDefault(DesignerRefusals.Findings) is IReadOnlyList<string> findings
                    ? [$"{refused.Message} {string.Join("; ", findings)}"]
                    : [refused.Message]
            );
        }
        catch (NotAllowedException not)
        {
            return No(not.Code, [not.Message]);
        }
        catch (ChangedMeanwhileException changed)
        {
            return No("changed-meanwhile", [changed.Message]);
        }
        catch (MalformedException malformed)
        {
            return No(
                "malformed",
                [
                    .. malformed.Faults.Select(fault =>
                        Texts.Of("designer.malformed", FieldOf(fault.Field), Texts.Of($"malformed.{fault.Code}"))
                    ),
                ]
            );
        }
    }

    /// <summary>As Studio's panels call it; what no panel shows is for programs.</summary>
    private static string FieldOf(string field) => Texts.Has($"designer.field.{field}") ? Texts.Of($"designer.field.{field}") : field;

    private static IResult No(string code, IReadOnlyList<string> texts) =>
        Results.Json(ElsaRefusal.Of(code, texts), statusCode: StatusCodes.Status400BadRequest);
}
