namespace Enforcement.Shell;

/// <summary>What somebody begins from the home page, such as registering a finding. Slices register theirs, like <see cref="MenuEntry"/>.</summary>
/// <param name="TextKey">Resource of its words; <c>&lt;TextKey&gt;.hint</c>, where there is one, says in a line what it is for.</param>
/// <param name="Icon">A name of <c>build/icons.txt</c>.</param>
/// <param name="Roles">Offered to holders of one of them; none: to everybody signed in.</param>
public sealed record QuickAction(int Order, string TextKey, string Href, string Icon, params string[] Roles);

/// <summary>A part of the home page that a slice brings: a component without parameters, what waits there for whoever is signed in.</summary>
public sealed record HomePart(Type Component, int Order);
