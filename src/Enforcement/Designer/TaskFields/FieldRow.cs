using System.Text.RegularExpressions;
using Enforcement.Shell;
using Enforcement.Tasks;

namespace Enforcement.Designer.TaskFields;

/// <summary>A field of a task as it is typed into a row of the table.</summary>
/// <param name="Was">Its name before; null: a new row. What the table does not show (bounds, pattern, for which outcomes) stays with it.</param>
/// <param name="Options">Of a choice, one a line: <c>value | Chinese | English</c>.</param>
/// <param name="Order">Rows are sorted by it; those of the same number stay as they were.</param>
public sealed record FieldRow(
    string? Was,
    string Name,
    string Zh,
    string En,
    string Type,
    bool Required,
    string Options,
    string Order,
    bool Remove = false
)
{
    public static FieldRow Of(TaskField field, int order) =>
        new(
            field.Name,
            field.Name,
            field.Label.Zh,
            field.Label.En ?? "",
            field.Type,
            field.Required,
            string.Join(
                '\n',
                (field.Options ?? []).Select(option => $"{option.Value} | {option.Label.Zh} | {option.Label.En}".TrimEnd(' ', '|'))
            ),
            order.ToString(System.Globalization.CultureInfo.InvariantCulture)
        );

    public static FieldRow Empty(int order) =>
        new(null, "", "", "", "text", false, "", order.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>A new row in which nothing was typed.</summary>
    public bool IsBlank => Was is null && string.IsNullOrWhiteSpace(Name + Zh + En + Options);
}

/// <summary>What may be asked for in a task. Rows become fields, or every fault is named at once.</summary>
public static partial class FieldTable
{
    public const int MostFields = 60;
    public const int MostOptions = 60;
    public const int LongestLabel = 200;

    public static IReadOnlyList<string> Types { get; } = ["text", "multiline", "number", "money", "date", "boolean", "choice", "region"];

    /// <param name="before">The fields that the rows were made of.</param>
    /// <exception cref="MalformedException">By row and column, as <c>2.name</c>.</exception>
    public static IReadOnlyList<TaskField> Read(IReadOnlyList<FieldRow> rows, IReadOnlyList<TaskField> before)
    {
        var faults = new List<(string, string)>();
        var read = new List<(decimal Order, TaskField Field, int Row)>();
        for (var index = 0; index < rows.Count; index++)
            if (rows[index] is { Remove: false, IsBlank: false } row)
            {
                if (!decimal.TryParse(row.Order, System.Globalization.CultureInfo.InvariantCulture, out var order))
                    faults.Add(($"{index}.order", "number"));
                var known = before.FirstOrDefault(field => field.Name == row.Was) ?? new TaskField("", new LocalText(""), "");
                var field = known with
                {
                    Name = row.Name.Trim(),
                    Label = new LocalText(row.Zh.Trim(), string.IsNullOrWhiteSpace(row.En) ? null : row.En.Trim()),
                    Type = row.Type,
                    Required = row.Required,
                    Options = row.Type == "choice" ? OptionsOf(row.Options) : null,
                };
                read.Add((order, field, index));
            }
        var sorted = read.OrderBy(it => it.Order).ToList();
        faults.AddRange(
            Faults([.. sorted.Select(it => it.Field)]).Select(fault => ($"{sorted[fault.Index].Row}.{fault.Column}", fault.Code))
        );
        return faults.Count == 0 ? [.. sorted.Select(it => it.Field)] : throw new MalformedException([.. faults]);
    }

    /// <exception cref="MalformedException">By index and column, as <c>2.name</c>.</exception>
    public static void Demand(IReadOnlyList<TaskField> fields)
    {
        var faults = Faults(fields).Select(fault => ($"{fault.Index}.{fault.Column}", fault.Code)).ToArray();
        if (faults.Length > 0)
            throw new MalformedException(faults);
    }

    private static IEnumerable<(int Index, string Column, string Code)> Faults(IReadOnlyList<TaskField> fields)
    {
        var names = new HashSet<string>();
        for (var index = 0; index < fields.Count; index++)
        {
            var field = fields[index];
            if (string.IsNullOrEmpty(field.Name))
                yield return (index, "name", "required");
            else if (!Name().IsMatch(field.Name))
                yield return (index, "name", "field-name");
            else if (!names.Add(field.Name))
                yield return (index, "name", "twice");
            if (Fault(field.Label) is { } label)
                yield return (index, "label", label);
            if (!Types.Contains(field.Type))
                yield return (index, "type", "unknown");
            if (field.Type == "choice" && Fault(field.Options ?? []) is { } options)
                yield return (index, "options", options);
            if (field.Pattern is { } pattern && !FieldValidation.IsPattern(pattern))
                yield return (index, "pattern", "pattern");
            if (field.Min > field.Max)
                yield return (index, "max", "range");
        }
        if (fields.Count > MostFields)
            yield return (MostFields, "name", "too-many");
    }

    private static string? Fault(LocalText? label) =>
        string.IsNullOrWhiteSpace(label?.Zh) ? "required"
        : label.Zh.Length > LongestLabel || label.En?.Length > LongestLabel ? "too-long"
        : !label.Zh.IsStorable() || label.En?.IsStorable() == false ? "text"
        : null;

    private static string? Fault(IReadOnlyList<FieldOption> options) =>
        options.Count == 0 ? "required"
        : options.Count > MostOptions ? "too-many"
        : options.Any(option => string.IsNullOrWhiteSpace(option?.Value)) ? "field-option"
        : options.DistinctBy(option => option.Value).Count() < options.Count ? "twice"
        : options
            .Select(option => option.Value.IsStorable() && option.Value.Length <= LongestLabel ? Fault(option.Label) : "text")
            .FirstOrDefault(code => code is not null)
            is { } code
            ? code == "required" ? "field-option"
                : code
        : null;

    private static List<FieldOption> OptionsOf(string text) =>
        [
            .. text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
                .Select(parts => new FieldOption(
                    parts[0],
                    new LocalText(
                        parts.ElementAtOrDefault(1) ?? "",
                        parts.ElementAtOrDefault(2) is { Length: > 0 } english ? english : null
                    )
                )),
        ];

    /// <summary>Stands in expressions: <c>Case.proposedFine</c>.</summary>
    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]{0,59}\z")]
    private static partial Regex Name();
}
