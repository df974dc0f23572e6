namespace Enforcement.Shell;

/// <summary>A page that the menu names. Slices register theirs: <c>services.AddSingleton(new MenuEntry(10, "tasks.menu", "/tasks", "checklist"))</c>.</summary>
/// <param name="TextKey">Resource of its words.</param>
/// <param name="Icon">A name of <c>build/icons.txt</c>.</param>
/// <param name="Roles">Shown to holders of one of them; none: to everybody signed in.</param>
public sealed record MenuEntry(int Order, string TextKey, string Href, string Icon, params string[] Roles);
