using System.Reflection;

namespace Enforcement.Persistence.Import;

/// <summary>A data file that is built into the product.</summary>
public static class EmbeddedFile
{
    public static ImportFile Open(string name)
    {
        using var stream =
            Assembly.GetExecutingAssembly().GetManifestResourceStream($"data/{name}")
            ?? throw new InvalidOperationException($"The file {name} is not built into the program.");
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return new(name, content.ToArray());
    }
}
