using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Fluid;
using Fluid.Values;

namespace Enforcement.Documents;

/// <summary>
/// The texts of legal documents: a Liquid template per kind around one sheet, in Chinese whoever asks. What people typed is text and never
/// markup. A fact that is wanted and not known shows as 〔待补〕 and is named.
/// </summary>
public sealed class LegalTemplates
{
    private const string Sheet = "_sheet";

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private static readonly FluidParser Parser = new();
    private static readonly TemplateOptions Options = TemplateFilters.AddTo(new TemplateOptions());

    private readonly ConcurrentDictionary<string, Template?> templates = new(StringComparer.Ordinal);

    public bool Has(string kind) => Find(kind) is not null;

    public static IReadOnlyList<string> Shipped { get; } =
    [
        .. typeof(LegalTemplates)
            .Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("templates/", StringComparison.Ordinal) && !name.Contains(Sheet, StringComparison.Ordinal))
            .Select(name => name["templates/".Length..^".liquid".Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <exception cref="RefusedException">No template is shipped for this kind.</exception>
    public LegalText Write(string kind, IReadOnlyDictionary<string, object?> model)
    {
        var template = Find(kind) ?? throw DocumentRefusals.NoTemplate(kind);
        var context = new TemplateContext(Options);
        var missing = new List<string>();
        context.AmbientValues[TemplateFilters.Missing] = missing;
        foreach (var (name, value) in model)
            context.SetValue(name, FluidValue.Create(value, Options));
        var html = template.Text.Render(context, Encoder);
        return new LegalText(html, (string)model["title"]!, $"{kind}-{template.Version}", missing);
    }

    private Template? Find(string kind) =>
        templates.GetOrAdd(
            kind,
            static kind =>
            {
                if (TextOf(kind) is not { } body)
                    return null;
                // The body comes first, so that what it assigns, its title above all, is there for the sheet around it.
                var text = $"{{% capture body %}}{body}{{% endcapture %}}{TextOf(Sheet)}";
                return Parser.TryParse(text, out var parsed, out var fault)
                    ? new Template(parsed, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12])
                    : throw new InvalidOperationException($"The template {kind} cannot be read: {fault}");
            }
        );

    private static string? TextOf(string name)
    {
        using var file = typeof(LegalTemplates).Assembly.GetManifestResourceStream($"templates/{name}.liquid");
        if (file is null)
            return null;
        using var reader = new StreamReader(file, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private sealed record Template(IFluidTemplate Text, string Version);
}

/// <param name="TemplateVersion">Kind, and the first digits of the hash of the template with its sheet.</param>
/// <param name="Missing">Wanted facts that are not known, in the words of the document.</param>
public sealed record LegalText(string Html, string Title, string TemplateVersion, IReadOnlyList<string> Missing);
