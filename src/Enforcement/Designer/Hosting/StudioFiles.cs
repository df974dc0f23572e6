using System.Collections.Frozen;
using System.Text.Json;
using System.Text.RegularExpressions;
using Enforcement.Persistence.Embedded;

namespace Enforcement.Designer.Hosting;

/// <summary>
/// The files of Elsa Studio as its npm package has them: read where npm put them, or beside a published program. They are never altered, because the
/// browser checks each against a hash in the boot configuration.
/// </summary>
public sealed partial class StudioFiles
{
    private const string Package = "@elsa-workflows/elsa-studio-wasm";
    private static readonly string[] Folders = ["_framework", "_content"];
    private static readonly string[] Single = ["appsettings.json", "Elsa.Studio.Host.CustomElements.styles.css"];

    private static readonly Dictionary<string, string> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        [".css"] = "text/css",
        [".dat"] = "application/octet-stream",
        [".ico"] = "image/x-icon",
        [".js"] = "text/javascript",
        [".json"] = "application/json",
        [".map"] = "application/json",
        [".png"] = "image/png",
        [".wasm"] = "application/wasm",
        [".webmanifest"] = "application/manifest+json",
        [".woff2"] = "font/woff2",
    };

    private readonly FrozenDictionary<string, StudioFile> files;

    public StudioFiles()
    {
        var root = Places().FirstOrDefault(Directory.Exists);
        files = root is null ? FrozenDictionary<string, StudioFile>.Empty : Read(root).ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The build had no npm: there is no designer, and everything else works.</summary>
    public bool AreMissing => files.Count == 0;

    /// <param name="path">Below <c>/studio/</c>.</param>
    public StudioFile? Find(string path) => files.GetValueOrDefault(path);

    private static IEnumerable<string> Places() =>
        [
            Path.Combine(AppContext.BaseDirectory, "studio"),
            .. SourceTree.NodeModules.Select(modules => Path.Combine(modules, Package.Replace('/', Path.DirectorySeparatorChar))),
        ];

    private static IEnumerable<KeyValuePair<string, StudioFile>> Read(string root)
    {
        var version = VersionOf(Path.Combine(root, "package.json"));
        var found = Folders
            .Select(folder => Path.Combine(root, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Concat(Single.Select(name => Path.Combine(root, name)).Where(File.Exists));
        foreach (var file in found)
        {
            if (!Types.TryGetValue(Path.GetExtension(file), out var type))
                continue;
            var path = Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/');
            yield return new(
                path,
                new StudioFile(
                    file,
                    type,
                    File.Exists($"{file}.br"),
                    Fingerprinted().IsMatch(path),
                    $"{version}-{new FileInfo(file).Length:x}"
                )
            );
        }
    }

    private static string VersionOf(string packageFile)
    {
        if (!File.Exists(packageFile))
            return "0";
        using var package = JsonDocument.Parse(File.ReadAllBytes(packageFile));
        return package.RootElement.GetProperty("version").GetString() ?? "0";
    }

    [GeneratedRegex(@"\.[0-9a-z]{10}\.[0-9a-z]+$")]
    private static partial Regex Fingerprinted();
}

/// <param name="Type">Of the file itself, whatever it is packed as.</param>
/// <param name="IsPacked">A Brotli variant lies beside it.</param>
/// <param name="IsFingerprinted">Its name changes with its content.</param>
public sealed record StudioFile(string Path, string Type, bool IsPacked, bool IsFingerprinted, string Tag);
