namespace Enforcement.Shell;

/// <summary>Why a page could not do what its form asked: shown beside the form, which keeps every typed word.</summary>
/// <param name="Code">Stable: <c>power.not-delegated</c>, <c>malformed</c>.</param>
/// <param name="Fields">Words by field name, for what cannot be read or is refused for the sake of one field.</param>
public sealed record PageFault(
    string Code,
    string Message,
    IReadOnlyDictionary<string, string> Fields,
    IReadOnlyDictionary<string, object?> Extensions
)
{
    private static readonly Dictionary<string, object?> Nothing = [];
    private static readonly Dictionary<string, string> NoFields = [];

    /// <summary>Runs a verb for a page. Null: it is done. A refusal comes back as words; a fault flies on to the error page.</summary>
    public static async Task<PageFault?> TryAsync(Func<Task> verb)
    {
        try
        {
            await verb();
            return null;
        }
        catch (RefusedException refused)
        {
            var fields = refused.Field is { } field ? new Dictionary<string, string> { [field] = refused.Message } : NoFields;
            return new PageFault(refused.Code, refused.Message, fields, refused.Extensions);
        }
        catch (NotAllowedException not)
        {
            return new PageFault(not.Code, not.Message, NoFields, Nothing);
        }
        catch (NotVisibleException)
        {
            // Out of sight since the page was read: a stand-in ended, a case went to another body.
            return new PageFault("not-found", Texts.Of("refused.not-found"), NoFields, Nothing);
        }
        catch (ChangedMeanwhileException changed)
        {
            return new PageFault("changed-meanwhile", changed.Message, NoFields, Nothing);
        }
        catch (MalformedException malformed)
        {
            var fields = malformed
                .Faults.GroupBy(fault => fault.Field)
                .ToDictionary(field => field.Key, field => string.Join(" ", field.Select(fault => Texts.Of($"malformed.{fault.Code}"))));
            return new PageFault("malformed", Texts.Of("refused.malformed"), fields, Nothing);
        }
    }
}
