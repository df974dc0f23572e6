namespace Enforcement.Persistence.Embedded;

/// <summary>The checkout that this program was built from, when it runs out of one.</summary>
internal static class SourceTree
{
    /// <summary>The repository's root; null for a published program.</summary>
    public static string? Root { get; } = Ancestors().FirstOrDefault(folder => File.Exists(Path.Combine(folder, "Enforcement.sln")));

    /// <summary>What the build brought with npm.</summary>
    public static IEnumerable<string> NodeModules => Root is null ? [] : [Path.Combine(Root, "src", "Enforcement", "node_modules")];

    /// <summary>The program's folder and all above it.</summary>
    public static IEnumerable<string> Ancestors()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            yield return folder.FullName;
    }
}
